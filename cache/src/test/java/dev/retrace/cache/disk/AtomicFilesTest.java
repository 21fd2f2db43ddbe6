package dev.retrace.cache.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each with hard links and as on a file system without. */
class AtomicFilesTest {

    @TempDir
    Path folder;

    private Path target;
    private Scratch scratch;

    @BeforeEach
    void makeFolders() throws IOException {
        target = folder.resolve("new/target");
        scratch = new Scratch(Files.createDirectory(folder.resolve("tmp")));
    }

    @AfterEach
    void scratchIsEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("tmp"))) {
            assertEquals(0, entries.count());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFirstToPublishWins(boolean links) throws IOException {
        AtomicFiles files = files(links);

        assertTrue(files.publish(written(files, "first"), target));
        assertFalse(files.publish(written(files, "second"), target));

        assertEquals("first", Files.readString(target));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFirstToClaimWins(boolean links) throws IOException {
        AtomicFiles files = files(links);
        Files.createDirectory(folder.resolve("new"));

        assertTrue(files.claim(written(files, "first"), target));
        assertFalse(files.claim(written(files, "second"), target));

        assertEquals("first", Files.readString(target));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLastToReplaceWins(boolean links) throws IOException {
        files(links).replace(target, bytes("first"));
        files(links).replace(target, bytes("second"));

        assertEquals("second", Files.readString(target));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyABadFileIsDiscarded(boolean links) throws IOException {
        files(links).replace(target, bytes("bad"));

        assertFalse(files(links).discard(target, file -> Files.readString(file).equals("worse")));
        assertTrue(files(links).discard(target, file -> Files.readString(file).equals("bad")));
        assertFalse(files(links).discard(target, file -> Files.readString(file).equals("bad")));

        assertFalse(Files.exists(target));
    }

    /** The question itself plays the other process: it mends the file after it was found bad. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatWasMendedMeanwhileIsPutBack(boolean links) throws IOException {
        files(links).replace(target, bytes("bad"));

        boolean discarded = files(links).discard(target, file -> {
            boolean bad = Files.readString(file).equals("bad");
            Files.writeString(file, "good");
            return bad;
        });

        assertFalse(discarded);
        assertEquals("good", Files.readString(target));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTargetThatCannotBeIsAnError(boolean links) throws IOException {
        Files.writeString(folder.resolve("new"), "a file where a folder is needed");
        AtomicFiles files = files(links);
        Path complete = written(files, "content");

        assertThrows(IOException.class, () -> files.publish(complete, target));

        Files.deleteIfExists(complete);
    }

    private AtomicFiles files(boolean links) {
        return links ? AtomicFiles.through(scratch) : AtomicFiles.withoutLinks(scratch);
    }

    private static Path written(AtomicFiles files, String text) throws IOException {
        Path temporary = files.temporary();
        AtomicFiles.write(temporary, bytes(text));
        return temporary;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
