package dev.retrace.cache;

import dev.retrace.cache.disk.AtomicFiles;
import dev.retrace.cache.disk.StoredFile;
import dev.retrace.cache.disk.Trash;
import dev.retrace.cache.fault.FaultPoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Bytes by their digest, on disk. Safe for threads, for processes and over network file systems: a
 * file that is there is whole, and two that write the same bytes do not disturb each other.
 */
public final class ContentStore {

    /** In the name of a file that is not what its name says, before a random name. */
    static final String CORRUPT = ".corrupt-";

    private static final Pattern BLOB_NAME = Pattern.compile("[0-9a-f]{64}");

    private final StoreLayout layout;
    private final AtomicFiles files;
    private final Trash trash;
    private final boolean writable;

    ContentStore(StoreLayout layout, AtomicFiles files, Trash trash, boolean writable) {
        this.layout = layout;
        this.files = files;
        this.trash = trash;
        this.writable = writable;
    }

    /** Keeps these bytes. */
    public Artifact put(byte[] bytes) throws IOException {
        Artifact artifact = new Artifact(Digest.of(bytes), bytes.length);
        if (contains(artifact) && renew(artifact.digest())) {
            return artifact;
        }
        Path temporary = files.temporary();
        try {
            AtomicFiles.write(temporary, bytes);
            return publish(temporary, artifact);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Keeps a copy of this file. */
    public Artifact put(Path file) throws IOException {
        Path temporary = files.temporary();
        try {
            return publish(temporary, copy(file, temporary));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Keeps this file itself, which is gone from where it was. Nothing may write to it any more.
     *
     * @param scratchFile on the store's file system, else it is copied
     */
    public Artifact move(Path scratchFile) throws IOException {
        if (!Files.isRegularFile(scratchFile, LinkOption.NOFOLLOW_LINKS)) {
            throw StoreException.notAFile(scratchFile);
        }
        Path temporary = files.temporary();
        try {
            Files.move(scratchFile, temporary, StandardCopyOption.ATOMIC_MOVE);
            FaultPoint.FILE_TAKEN.reached();
        } catch (AtomicMoveNotSupportedException otherFileSystem) {
            Artifact copied = put(scratchFile);
            Files.delete(scratchFile);
            return copied;
        }
        try {
            AtomicFiles.force(temporary);
            return publish(temporary, new Artifact(Digest.ofFile(temporary), Files.size(temporary)));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Whether there is a file for this artifact, of the right size. Its bytes are not read. One that a
     * collection took a while ago is brought back.
     */
    public boolean contains(Artifact artifact) {
        return sizeOf(artifact.digest()).filter(size -> size == artifact.size()).isPresent()
                || (restored(artifact.digest())
                        && sizeOf(artifact.digest())
                                .filter(size -> size == artifact.size())
                                .isPresent());
    }

    /**
     * Whether there are bytes with this digest. From now on they are young: no collection takes them
     * within a day, or while a run is at work that has begun already.
     */
    public boolean renew(Digest digest) throws IOException {
        Path file = path(digest);
        return writable ? touch(file) || (trash.restore(file) && touch(file)) : Files.exists(file);
    }

    /** All blobs, whether or not a record names them. Their bytes are not read. */
    public SortedMap<Digest, StoredFile> blobs() throws IOException {
        SortedMap<Digest, StoredFile> blobs = new TreeMap<>();
        for (StoredFile file : StoredFile.below(layout.blobs())) {
            String name = file.path().getFileName().toString();
            if (BLOB_NAME.matcher(name).matches()) {
                blobs.put(new Digest(name), file);
            }
        }
        return blobs;
    }

    /** Where the bytes with this digest lie, or would lie. */
    public Path path(Digest digest) {
        return layout.blob(digest);
    }

    /**
     * The bytes of an artifact, verified.
     *
     * @throws CorruptArtifactException if they are missing or others; these are moved aside, so that
     *     what needs them is computed anew
     */
    public byte[] read(Artifact artifact) throws IOException {
        requireSize(artifact);
        if (artifact.size() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("%s has %d bytes, too many for an array; read the file at %s"
                    .formatted(artifact.digest(), artifact.size(), path(artifact.digest())));
        }
        byte[] bytes = Files.readAllBytes(path(artifact.digest()));
        requireDigest(artifact, Digest.of(bytes));
        return bytes;
    }

    /**
     * Reads all bytes of an artifact and compares their digest.
     *
     * @throws CorruptArtifactException as {@link #read}
     */
    public void verify(Artifact artifact) throws IOException {
        requireSize(artifact);
        requireDigest(artifact, Digest.ofFile(path(artifact.digest())));
    }

    private void requireSize(Artifact artifact) throws IOException {
        Path file = path(artifact.digest());
        long size = sizeOf(artifact.digest())
                .or(() -> restored(artifact.digest()) ? sizeOf(artifact.digest()) : Optional.empty())
                .orElseThrow(() -> CorruptArtifactException.missing(file));
        if (size != artifact.size()) {
            throw corrupt(file, "%d bytes instead of %d".formatted(size, artifact.size()));
        }
    }

    private void requireDigest(Artifact artifact, Digest actual) throws IOException {
        if (!actual.equals(artifact.digest())) {
            throw corrupt(path(artifact.digest()), "their digest is " + actual);
        }
    }

    private CorruptArtifactException corrupt(Path file, String found) throws IOException {
        return writable
                ? CorruptArtifactException.quarantined(file, found, quarantine(file))
                : CorruptArtifactException.inReadOnlyStore(file, found);
    }

    /** Moves a file aside that is not what its name says; where it lies now. */
    static Path quarantine(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + CORRUPT + UUID.randomUUID());
        try {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException anotherWasFaster) {
            // gone from its name, which is what matters
        }
        return aside;
    }

    /** Copies and hashes at once, so that the digest is that of the bytes written. */
    private static Artifact copy(Path file, Path temporary) throws IOException {
        try (InputStream plain = Files.newInputStream(file);
                DigestInputStream bytes = new DigestInputStream(plain, DigestUtils.getSha256Digest());
                FileChannel channel =
                        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream copy = Channels.newOutputStream(channel)) {
            long size = bytes.transferTo(copy);
            FaultPoint.FILE_WRITTEN.reached();
            channel.force(true);
            FaultPoint.FILE_FORCED.reached();
            return new Artifact(Digest.of(bytes.getMessageDigest()), size);
        }
    }

    private Artifact publish(Path complete, Artifact artifact) throws IOException {
        Path target = path(artifact.digest());
        if (sizeOf(artifact.digest()).filter(size -> size != artifact.size()).isPresent()) {
            quarantine(target); // a disk's doing: what is published has the right size
        }
        makeReadOnly(complete);
        layout.makeRoomFor(target);
        if (!files.publish(complete, target)) {
            touch(target);
        }
        return artifact;
    }

    private static void makeReadOnly(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        } catch (UnsupportedOperationException | FileSystemException noPermissionsHere) {
            file.toFile().setReadOnly(); // a courtesy to users, not needed for correctness
        }
    }

    private boolean restored(Digest digest) {
        try {
            return !Files.exists(path(digest)) && trash.restore(path(digest)) && touch(path(digest));
        } catch (IOException stays) {
            return false; // in the trash: as good as not there
        }
    }

    private static boolean touch(Path file) throws IOException {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        } catch (FileSystemException another) {
            return Files.exists(file); // another user's: it ages, but a live run still keeps it
        }
    }

    private Optional<Long> sizeOf(Digest digest) {
        long size = path(digest).toFile().length(); // one system call, no exception for what is missing
        return size > 0 || Files.exists(path(digest)) ? Optional.of(size) : Optional.empty();
    }
}
