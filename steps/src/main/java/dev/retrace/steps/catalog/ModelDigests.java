package dev.retrace.steps.catalog;

import dev.retrace.steps.checkpoint.Checkpoint;
import dev.retrace.steps.weights.WeightFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The SHA-256 of a model's files: of each, and one of all. */
final class ModelDigests {

    private static final int PIECE = 1 << 20;
    private static final String DIGEST = "[0-9a-f]{64}";

    private ModelDigests() {}

    /** Of each file that a cell's key would rest on, by its name; every byte is read. */
    static SortedMap<String, String> read(Path folder) throws IOException {
        SortedMap<String, String> digests = new TreeMap<>();
        for (Path file : files(folder)) {
            digests.put(String.valueOf(file.getFileName()), sha256(file));
        }
        return digests;
    }

    /**
     * The same, but large files of the Hugging Face cache are not read: the cache names each by its
     * digest, which was checked when it came.
     */
    static SortedMap<String, String> of(Path folder) throws IOException {
        SortedMap<String, String> digests = new TreeMap<>();
        for (Path file : files(folder)) {
            Optional<String> told = told(file);
            digests.put(String.valueOf(file.getFileName()), told.isPresent() ? told.get() : sha256(file));
        }
        return digests;
    }

    /** How many bytes {@link #of} would read. */
    static long unread(Path folder) throws IOException {
        long bytes = 0;
        for (Path file : files(folder)) {
            bytes += told(file).isPresent() ? 0 : Files.size(file);
        }
        return bytes;
    }

    /** One digest for all: SHA-256 over the lines that {@code sha256sum} would print, sorted by name. */
    static String one(SortedMap<String, String> digests) {
        MessageDigest all = sha256();
        digests.forEach((name, hex) -> all.update((hex + "  " + name + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(all.digest());
    }

    private static Set<Path> files(Path folder) throws IOException {
        Set<Path> files = new LinkedHashSet<>(WeightFiles.files(folder));
        files.add(folder.resolve(Checkpoint.CONFIG));
        files.add(folder.resolve(Checkpoint.TOKENIZER));
        files.removeIf(file -> !Files.isRegularFile(file));
        return files;
    }

    private static Optional<String> told(Path file) throws IOException {
        Path real = file.toRealPath();
        Path folder = real.getParent();
        String name = String.valueOf(real.getFileName());
        boolean blob = folder != null && folder.endsWith("blobs") && Files.isSymbolicLink(file);
        return blob && name.matches(DIGEST) ? Optional.of(name) : Optional.empty();
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] piece = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                digest.update(piece, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
