package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DigestWorkerTest {

    @TempDir
    private Path folder;

    @Test
    void anotherProcessGivesTheSameDigest() throws IOException {
        Path file = Files.write(folder.resolve("wei ghts"), new byte[1_000_000]);

        assertEquals(Optional.of(Digest.ofFile(file)), DigestWorker.of(file));
    }

    @Test
    void whatItCannotReadIsLeftToTheCaller() throws IOException {
        assertEquals(Optional.empty(), DigestWorker.of(folder.resolve("missing")));
    }

    @Test
    void smallFilesAreReadHere() throws IOException {
        assertFalse(DigestWorker.worthwhile(Files.write(folder.resolve("small"), new byte[10])));
    }
}
