package dev.retrace.cache.disk;

import dev.retrace.cache.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders in the making, under names that tell their owner: {@code
 * <host>-<boot>-<pid>-<start>-<random>}. What the dead have left is swept.
 */
public final class Scratch {

    private static final Pattern NAME = Pattern.compile(
            "(?<host>.+)-(?<boot>[0-9a-z]+)-(?<pid>\\d{1,18})-(?<start>\\d{1,18})-[0-9a-f]{16}(\\.part)?");

    private static final ProcessIdentity SELF = ProcessIdentity.current();
    private static final String HOST_IN_NAME = SELF.host().replaceAll("[^A-Za-z0-9._-]", "_");
    private static final String BOOT_IN_NAME = SELF.bootId().replaceAll("[^0-9a-z]", "");

    private final Path root;

    public Scratch(Path root) {
        this.root = root;
    }

    /** A fresh folder of this process. */
    public Path newFolder() throws IOException {
        makeRoot();
        return Files.createDirectory(root.resolve(newName()));
    }

    /** A fresh name for a file of this process; nothing exists there yet. */
    public Path newFile() throws IOException {
        makeRoot();
        return root.resolve(newName() + ".part");
    }

    /**
     * Removes what processes of this host have left that do not live any more. What belongs to other
     * hosts, or has a name of another kind, stays.
     */
    public void sweep() throws IOException {
        for (Path entry : leftByTheDead()) {
            deleteTree(entry);
        }
    }

    /** What a sweep would remove. */
    public List<Path> leftByTheDead() throws IOException {
        List<Path> left = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return left;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                if (isLeftByTheDead(entry)) {
                    left.add(entry);
                }
            }
        }
        return left;
    }

    // Somebody tidied up while the store was open: nobody's work should fail for it.
    private void makeRoot() throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root);
        }
    }

    private static String newName() {
        long random = ThreadLocalRandom.current().nextLong();
        return "%s-%s-%d-%d-%s"
                .formatted(
                        HOST_IN_NAME,
                        BOOT_IN_NAME,
                        SELF.pid(),
                        SELF.start(),
                        HexFormat.of().toHexDigits(random));
    }

    private static boolean isLeftByTheDead(Path entry) {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        if (!name.matches() || !name.group("host").equals(HOST_IN_NAME)) {
            return false;
        }
        ProcessIdentity owner = new ProcessIdentity(
                SELF.host(),
                name.group("boot").equals(BOOT_IN_NAME) ? SELF.bootId() : "",
                Long.parseLong(name.group("pid")),
                Long.parseLong(name.group("start")));
        return owner.verdict() == ProcessIdentity.Verdict.DEAD;
    }

    /** Deletes a folder with all that it holds; symbolic links are not followed. */
    public static void deleteTree(Path tree) throws IOException {
        try {
            Files.walkFileTree(tree, new Deletion());
        } catch (NoSuchFileException anotherSweeperCameFirst) {
            // what was wanted
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
