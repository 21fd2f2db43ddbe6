package dev.retrace.steps.catalog;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.checkpoint.ModelFamily;
import dev.retrace.steps.weights.TensorFile;
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
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A model on this machine, as far as its headers tell.
 *
 * @param name {@code hf:ORG/NAME}, or the folder
 * @param revision the commit; empty for a folder
 * @param family as its configuration names it; {@code ?} if that cannot be read
 * @param dtype the types of its weights, that of the most bytes first
 * @param bytes of its weights
 * @param parameters how many numbers
 * @param problem what is wrong with it; empty if nothing is seen
 * @param folder where it lies
 */
record ListedModel(
        String name,
        String revision,
        String family,
        String dtype,
        long bytes,
        long parameters,
        String problem,
        Path folder) {

    private static final int PIECE = 1 << 20;

    /** Reads headers only. */
    static ListedModel of(String name, String revision, Path folder) throws IOException {
        String family = "?";
        try {
            family = ModelFamily.of(folder).id();
            SortedMap<String, Long> types = new TreeMap<>();
            long parameters = 0;
            for (Map.Entry<String, TensorFile> tensor : WeightFiles.read(folder).entrySet()) {
                TensorFile.Entry entry = tensor.getValue().entry(tensor.getKey());
                types.merge(entry.type().name(), entry.bytes(), Long::sum);
                parameters += entry.shape().stream().reduce(1L, (a, b) -> a * b);
            }
            List<String> byBytes = types.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .map(Map.Entry::getKey)
                    .toList();
            return new ListedModel(
                    name, revision, family, String.join("+", byBytes), size(folder), parameters, "", folder);
        } catch (StepException refused) {
            return new ListedModel(
                    name, revision, family, "?", size(folder), 0, String.valueOf(refused.getMessage()), folder);
        }
    }

    private static long size(Path folder) throws IOException {
        try {
            long size = 0;
            for (Path file : WeightFiles.files(folder)) {
                size += Files.isRegularFile(file) ? Files.size(file) : 0;
            }
            return size;
        } catch (StepException damagedIndex) {
            return 0;
        }
    }

    /** The SHA-256 of each file that a cell's key would rest on. */
    SortedMap<String, String> digests() throws IOException {
        LinkedHashSet<Path> files = new LinkedHashSet<>(WeightFiles.files(folder));
        files.add(folder.resolve("config.json"));
        files.add(folder.resolve("tokenizer.json"));
        SortedMap<String, String> digests = new TreeMap<>();
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                digests.put(String.valueOf(file.getFileName()), sha256(file));
            }
        }
        return digests;
    }

    /** One digest for all: SHA-256 over the lines that {@code sha256sum} would print, sorted by name. */
    static String digest(SortedMap<String, String> digests) {
        MessageDigest all = sha256();
        digests.forEach((name, hex) -> all.update((hex + "  " + name + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(all.digest());
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
