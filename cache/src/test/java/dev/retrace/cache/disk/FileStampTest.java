package dev.retrace.cache.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampTest {

    private static final long SECOND = 1_000_000_000;

    /** Changed at 10 s; so at 12 s it is racy, and a nanosecond later no more. */
    @Test
    void aFileSettlesTwoSecondsAfterItsLastChange() {
        FileStamp bytesChanged = new FileStamp(1, 2, 3, 10 * SECOND, 0);
        FileStamp namesChanged = new FileStamp(1, 2, 3, 0, 10 * SECOND);

        for (FileStamp stamp : new FileStamp[] {bytesChanged, namesChanged}) {
            assertFalse(stamp.settledAt(Instant.ofEpochSecond(12)));
            assertTrue(stamp.settledAt(Instant.ofEpochSecond(12, 1)));
        }
    }

    @Test
    void aCopyWithTheSameTimesIsAnotherFile(@TempDir Path folder) throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "bytes");
        Path two = Files.writeString(folder.resolve("two"), "bytes");
        FileTime time = FileTime.from(Instant.parse("2020-02-02T02:02:02.123456789Z"));
        Files.setLastModifiedTime(one, time);
        Files.setLastModifiedTime(two, time);

        FileStamp stamp = FileStamp.of(one);

        assertEquals(stamp, FileStamp.of(one));
        assertEquals(5, stamp.size());
        assertEquals(1_580_608_922L * SECOND + 123_456_789, stamp.modified());
        assertNotEquals(stamp, FileStamp.of(two));
    }
}
