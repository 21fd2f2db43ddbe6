package dev.retrace.steps.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.NotHereException;
import dev.retrace.engine.step.SourceFetcher.Network;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFetcherTest {

    private static final byte[] BYTES = "[1, 2, 3]".getBytes(StandardCharsets.UTF_8);

    private record Quiet(String forbidden) implements Network {
        @Override
        public void tell(String line) {}
    }

    @TempDir
    private Path folder;

    @Test
    void aFileIsFetchedOnceAndCheckedByItsDigest() throws IOException, InterruptedException {
        try (HubServer server = new HubServer(Map.of("facts.json", BYTES))) {
            String address = server.address() + "/org/tiny/resolve/" + HubServer.COMMIT + "/facts.json#sha256=";
            String digest = HubServer.digest("SHA-256", BYTES);
            server.next("facts.json", HubServer.Fault.CUT);

            Path file = fetcher(server).fetch(address + digest, new Quiet(""));

            assertEquals(folder.resolve("files").resolve(digest).resolve("facts.json"), file);
            assertArrayEquals(BYTES, Files.readAllBytes(file));
            assertEquals(file, fetcher(server).fetch(address + digest, new Quiet("offline")));
            assertEquals(2, server.requests().size());
            assertThrows(
                    NotHereException.class,
                    () -> fetcher(server).fetch(address + digest.replace('a', 'b'), new Quiet("offline")));
            StepException wrong = assertThrows(
                    StepException.class,
                    () -> fetcher(server).fetch(address + digest.replace('a', 'b'), new Quiet("")));
            assertTrue(String.valueOf(wrong.getMessage()).contains("do not have the digest"), wrong::getMessage);
        }
    }

    @Test
    void anAddressWithoutADigestIsRefused() throws IOException {
        try (HubServer server = new HubServer(Map.of())) {
            StepException refused = assertThrows(
                    StepException.class, () -> fetcher(server).fetch("https://example.org/x.json", new Quiet("")));

            assertTrue(String.valueOf(refused.getMessage()).contains("#sha256="), refused::getMessage);
        }
    }

    private FileFetcher fetcher(HubServer server) {
        return new FileFetcher(new HubSettings(
                folder.resolve("hub"), folder.resolve("files"), server.address(), "", Duration.ofMillis(1)));
    }
}
