package dev.retrace.cache.disk;

import dev.retrace.cache.fault.FaultPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes files whole or not at all: written under a temporary name, forced to disk, then linked to
 * their own name. Thread-safe; needs no lock between processes either.
 */
public final class AtomicFiles {

    /** A question about a file. */
    @FunctionalInterface
    public interface Question {
        boolean isTrueOf(Path file) throws IOException;
    }

    private final @Nullable Scratch scratch;
    private final Supplier<RuntimeException> refusal;
    private final boolean links;

    private AtomicFiles(@Nullable Scratch scratch, Supplier<RuntimeException> refusal, boolean links) {
        this.scratch = scratch;
        this.refusal = refusal;
        this.links = links;
    }

    /** Publishes through temporary files in {@code scratch}, on the same file system as the targets. */
    public static AtomicFiles through(Scratch scratch) {
        return new AtomicFiles(scratch, IllegalStateException::new, true);
    }

    /** Publishes as on a file system without hard links: by renaming. */
    static AtomicFiles withoutLinks(Scratch scratch) {
        return new AtomicFiles(scratch, IllegalStateException::new, false);
    }

    /** Publishes nothing, but throws this at whoever tries. */
    public static AtomicFiles refusing(Supplier<RuntimeException> refusal) {
        return new AtomicFiles(null, refusal, true);
    }

    /** A fresh temporary name; the caller writes the file, and deletes it unless it was published. */
    public Path temporary() throws IOException {
        if (scratch == null) {
            throw refusal.get();
        }
        return scratch.newFile();
    }

    /** Writes a new file and forces it to disk. */
    public static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            FaultPoint.FILE_WRITTEN.reached();
            channel.force(true);
            FaultPoint.FILE_FORCED.reached();
        }
    }

    /**
     * Gives a complete file its name, unless that name is taken; the first wins.
     *
     * <p>Where the file system knows no hard links the file is renamed, and of two at the same instant
     * the last wins.
     *
     * @param complete written and forced to disk; it is gone afterwards in either case
     * @return whether {@code target} is now this file
     */
    public boolean publish(Path complete, Path target) throws IOException {
        Path parent = folderOf(target);
        try {
            boolean won = link(complete, target);
            FaultPoint.FILE_LINKED.reached();
            // Also for the loser: the winner may be killed before it gets here.
            force(parent);
            FaultPoint.FILE_PUBLISHED.reached();
            return won;
        } finally {
            Files.deleteIfExists(complete);
        }
    }

    /**
     * Gives a complete file its name, unless that name is taken; of several only one succeeds, with or
     * without hard links. Not forced to disk: for what need not outlive a power cut.
     *
     * @param complete is gone afterwards in either case
     * @return whether {@code target} is now this file
     */
    public boolean claim(Path complete, Path target) throws IOException {
        try {
            folderOf(target);
            if (links) {
                return link(complete, target);
            }
            Files.copy(complete, target);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } finally {
            Files.deleteIfExists(complete);
        }
    }

    /** Writes {@code target}, replacing what was there; readers see the old bytes or the new. */
    public void replace(Path target, byte[] content) throws IOException {
        Path temporary = temporary();
        try {
            write(temporary, content);
            Path parent = folderOf(target);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            FaultPoint.FILE_REPLACED.reached();
            force(parent);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Adds to the end of a file, made if need be, and forces it to disk. For a diary: what a kill cuts
     * short is its last piece.
     */
    public void append(Path target, byte[] content) throws IOException {
        if (scratch == null) {
            throw refusal.get();
        }
        boolean isNew = !Files.exists(target);
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(false);
        }
        if (isNew) {
            force(folderOf(target));
        }
    }

    /**
     * Removes a file if it is bad. Of several that try only one succeeds; a good file that was
     * published between the look and the removal is put back.
     *
     * @return whether this call removed it
     */
    public boolean discard(Path target, Question isBad) throws IOException {
        Path aside = temporary();
        try {
            if (!isBad.isTrueOf(target)) {
                return false;
            }
            Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
            FaultPoint.FILE_ASIDE.reached();
            if (isBad.isTrueOf(aside)) {
                return true;
            }
            link(aside, target);
            return false;
        } catch (NoSuchFileException anotherWasFaster) {
            return false;
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Forces a file's bytes, or a folder's entries, to disk. */
    public static void force(Path fileOrFolder) throws IOException {
        try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private boolean link(Path complete, Path target) throws IOException {
        return links ? linkOrRename(complete, target) : rename(complete, target);
    }

    /** Gives a file a second name, or that name alone where there are no hard links, unless it is taken. */
    static boolean linkOrRename(Path complete, Path target) throws IOException {
        try {
            Files.createLink(target, complete);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            // FAT, some FUSE and SMB mounts; any other trouble meets the rename too, and shows there
            return rename(complete, target);
        }
    }

    private static boolean rename(Path complete, Path target) throws IOException {
        if (Files.exists(target)) {
            return false;
        }
        Files.move(complete, target, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /** The folder of a target, made if it is not there. */
    static Path folderOf(Path target) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("a file is published in a folder, but " + target + " is in none");
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Path above = folder.getParent();
            if (above != null) {
                force(above);
            }
        }
        return folder;
    }
}
