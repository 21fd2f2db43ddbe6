package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes at the same keys. */
class RaceTest {

    @TempDir
    Path folder;

    @Test
    void eachKeyIsComputedOnceAndHasOneWinner() throws Exception {
        Path marks = Files.createDirectory(folder.resolve("marks"));
        String store = folder.resolve("store").toString();
        try (ChildJvm left = ChildJvm.start(RacingWorker.class, store, marks.toString(), "left");
                ChildJvm right = ChildJvm.start(RacingWorker.class, store, marks.toString(), "right")) {
            assertEquals("ready", left.line());
            assertEquals("ready", right.line());
            left.closeInput();
            right.closeInput();
            for (int i = 0; i < RacingWorker.KEYS; i++) {
                assertEquals(left.line(), right.line());
            }

            assertEquals(0, left.end());
            assertEquals(0, right.end());
        }
        try (Stream<Path> computed = Files.list(marks)) {
            assertEquals(RacingWorker.KEYS, computed.count());
        }
    }
}
