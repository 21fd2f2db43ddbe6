package dev.retrace.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.engine.step.NotHereException;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.SourceFetcher;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceDigestsTest {

    private static final NetworkUse ALLOWED = new NetworkUse("", line -> {});

    /** Fetches {@code hf:x}: a file with the text {@code bytes}. */
    private final class Fetcher implements SourceFetcher {

        @Override
        public boolean fetches(String location) {
            return location.startsWith("hf:");
        }

        @Override
        public Path fetch(String location, Network network) throws IOException {
            if (!network.forbidden().isEmpty()) {
                throw new NotHereException("not here, and " + network.forbidden());
            }
            return Files.writeString(folder.resolve("fetched"), "bytes");
        }
    }

    @TempDir
    private Path folder;

    private Store store;

    @BeforeEach
    void openStore() throws IOException {
        store = Store.open(folder.resolve("store"));
    }

    @Test
    void whatIsFetchedIsKnownByItsContent() throws IOException {
        Source source = resolver(ALLOWED).resolve("hf:x", folder);

        assertEquals("hf:x", source.location());
        assertEquals(Map.of("", Digest.of("bytes").hex()), source.files());
        assertEquals("bytes", Files.readString(source.resolve(""), StandardCharsets.UTF_8));
    }

    @Test
    void whatMayNotBeFetchedIsNoMistakeOfTheWorkflow() {
        NotHereException missing = assertThrows(
                NotHereException.class,
                () -> resolver(ALLOWED.forbiddenBy("--offline was given")).resolve("hf:x", folder));

        assertEquals("not here, and --offline was given", missing.getMessage());
    }

    @Test
    void whatNothingFetchesIsRefused() {
        StepException refused =
                assertThrows(StepException.class, () -> resolver(ALLOWED).resolve("s3://x", folder));

        assertTrue(String.valueOf(refused.getMessage()).contains("nothing here can fetch it"), refused::getMessage);
    }

    @Test
    void theEnvironmentCanForbidTheNetwork() {
        assertEquals(
                "", NetworkUse.of(Map.of("HF_HUB_OFFLINE", "0"), line -> {}).forbidden());
        assertEquals(
                "HF_HUB_OFFLINE is set",
                NetworkUse.of(Map.of("HF_HUB_OFFLINE", "ON"), line -> {}).forbidden());
        assertEquals(
                "RETRACE_OFFLINE is set",
                NetworkUse.of(Map.of("RETRACE_OFFLINE", "1"), line -> {}).forbidden());
    }

    private SourceDigests resolver(NetworkUse network) {
        return new SourceDigests(store.files(), List.of(new Fetcher()), network);
    }
}
