package dev.retrace.cache.disk;

import dev.retrace.cache.fault.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Files taken out of use, kept for a while: whoever misses one brings it back. Each collection has a
 * folder of its own, named by its time, in which files keep their names. Safe for processes and
 * threads.
 */
public final class Trash {

    private final Path root;
    private final boolean writable;

    /** @param writable whether anything may be brought back */
    public Trash(Path root, boolean writable) {
        this.root = root;
        this.writable = writable;
    }

    /** Names of the collections that still lie here, the oldest first. */
    public List<String> batches() throws IOException {
        return StoredFile.list(root).stream()
                .filter(Files::isDirectory)
                .map(batch -> batch.getFileName().toString())
                .sorted()
                .toList();
    }

    /** What a collection took. */
    public List<StoredFile> files(String batch) throws IOException {
        List<StoredFile> files = new ArrayList<>();
        for (Path path : StoredFile.list(root.resolve(batch))) {
            StoredFile.of(path).ifPresent(files::add);
        }
        return files;
    }

    /** When a collection took the last file, or one was brought back, by the clock of the file system. */
    public Instant changed(String batch) throws IOException {
        return Files.getLastModifiedTime(root.resolve(batch)).toInstant();
    }

    /** Takes a file out of use; where it lies now. */
    public Path take(String batch, Path file) throws IOException {
        Path folder = Files.createDirectories(root.resolve(batch));
        Path taken = folder.resolve(file.getFileName());
        Files.move(file, taken, StandardCopyOption.ATOMIC_MOVE);
        FaultPoint.TRASHED.reached();
        return taken;
    }

    /** Brings a file back to its place, if it was taken; never over another that lies there. */
    public boolean restore(Path file) throws IOException {
        if (!writable || !root.toFile().isDirectory()) { // a system call: most that is missing was never here
            return false;
        }
        List<String> newest =
                batches().stream().sorted(Comparator.reverseOrder()).toList();
        for (String batch : newest) {
            Path taken = root.resolve(batch).resolve(file.getFileName());
            if (Files.exists(taken) && restore(taken, file)) {
                return true;
            }
        }
        return false;
    }

    private static boolean restore(Path taken, Path file) throws IOException {
        try {
            AtomicFiles.folderOf(file);
            AtomicFiles.linkOrRename(taken, file);
            FaultPoint.RESTORED.reached();
            Files.deleteIfExists(taken);
            return true;
        } catch (NoSuchFileException anotherWasFaster) {
            return Files.exists(file);
        }
    }

    /** Makes sure that what a collection took stays taken after a power cut. */
    public void force(String batch) throws IOException {
        Path folder = root.resolve(batch);
        if (Files.isDirectory(folder)) {
            AtomicFiles.force(folder);
        }
    }

    /** Deletes what a collection took. */
    public void delete(String batch) throws IOException {
        Scratch.deleteTree(root.resolve(batch));
    }
}
