package dev.retrace.cache.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What a file system says of a file; while it stays the same, so do the bytes, unless they changed
 * within the clock's grain.
 *
 * @param device that holds the file
 * @param inode the file's number there
 * @param size in bytes
 * @param modified when the bytes last changed, in ns since 1970; a program can set it back
 * @param changed when anything last changed, in ns since 1970; no program can set it back
 */
public record FileStamp(long device, long inode, long size, long modified, long changed) {

    /** Coarser clocks than this are not known: FAT keeps time in steps of 2 s. */
    private static final Duration GRAIN = Duration.ofSeconds(2);

    /** The stamp of a file; symbolic links are followed. */
    public static FileStamp of(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(0, 0, basic.size(), nanos(basic.lastModifiedTime()), nanos(basic.creationTime()));
        }
        Map<String, Object> unix = Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime");
        return new FileStamp(
                number(unix, "dev"),
                number(unix, "ino"),
                number(unix, "size"),
                nanos((FileTime) attribute(unix, "lastModifiedTime")),
                nanos((FileTime) attribute(unix, "ctime")));
    }

    /**
     * Whether the file had been left alone long enough at {@code now} that a later change must show
     * in the stamp. Git calls the opposite racy.
     */
    public boolean settledAt(Instant now) {
        long latest = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - GRAIN.toNanos();
        return modified < latest && changed < latest;
    }

    /** Whether the file system told which file this is and when it changed; where it does not, a stamp proves less. */
    public boolean isTold() {
        return inode != 0;
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) attribute(attributes, name)).longValue();
    }

    private static Object attribute(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }
}
