package dev.retrace.steps.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.NotHereException;
import dev.retrace.engine.step.SourceFetcher.Network;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.UnreachableException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubFetcherTest {

    private static final String WEIGHTS = "model.safetensors";
    private static final byte[] BYTES = "twenty bytes of data".getBytes(StandardCharsets.UTF_8);

    private record Told(String forbidden, List<String> lines) implements Network {

        @Override
        public void tell(String line) {
            lines.add(line);
        }
    }

    @TempDir
    private Path folder;

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Told network = new Told("", new ArrayList<>());
    private HubServer server;

    @BeforeEach
    void start() throws IOException {
        for (String name : List.of("config.json", "tokenizer.json", "README.md", WEIGHTS, "pytorch_model.bin")) {
            files.put(name, (name + " ").repeat(10).getBytes(StandardCharsets.UTF_8));
        }
        files.put(WEIGHTS, BYTES);
        server = new HubServer(files);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aModelIsFetchedIntoTheSharedCache() throws IOException, InterruptedException {
        Path snapshot = fetch();

        Path model = folder.resolve("hub/models--org--tiny");
        assertEquals(model.resolve("snapshots").resolve(HubServer.COMMIT), snapshot);
        assertEquals(HubServer.COMMIT, Files.readString(model.resolve("refs/main")));
        assertEquals(List.of("config.json", WEIGHTS, "tokenizer.json"), names(snapshot));
        assertEquals(
                Path.of("../../blobs").resolve(HubServer.digest("SHA-256", BYTES)),
                Files.readSymbolicLink(snapshot.resolve(WEIGHTS)));
        assertArrayEquals(BYTES, Files.readAllBytes(snapshot.resolve(WEIGHTS)));
        assertEquals(3, names(model.resolve("blobs")).size());
        assertTrue(network.lines().stream().anyMatch(line -> line.contains("100%")), network.lines()::toString);
    }

    @Test
    void howMuchIsToComeIsToldBeforeItComes() throws IOException, InterruptedException {
        fetch();

        List<String> lines = network.lines();
        int told = IntStream.range(0, lines.size())
                .filter(line -> lines.get(line).startsWith("  weights: 1 file, 1 MB to come; "))
                .findFirst()
                .orElse(Integer.MAX_VALUE);
        int came = IntStream.range(0, lines.size())
                .filter(line -> lines.get(line).startsWith("  " + WEIGHTS))
                .findFirst()
                .orElse(-1);
        assertTrue(told < came, lines::toString);
    }

    @Test
    void whatIsHereIsUsedWithoutTheNetwork() throws IOException, InterruptedException {
        Path first = fetch();
        int requests = server.requests().size();

        assertEquals(first, fetch());
        assertEquals(first, fetcher().fetch("hf:org/tiny@" + HubServer.COMMIT, new Told("not today", List.of())));
        assertEquals(requests, server.requests().size());
    }

    @Test
    void theTokenGoesToTheHubAlone() throws IOException, InterruptedException {
        fetch();

        assertTrue(server.requests().contains("hub GET config.json with token"), server.requests()::toString);
        assertTrue(server.requests().contains("far GET " + WEIGHTS), server.requests()::toString);
    }

    @Test
    void aCutDownloadGoesOnWhereItEnded() throws IOException, InterruptedException {
        server.next(WEIGHTS, HubServer.Fault.CUT, HubServer.Fault.BUSY, HubServer.Fault.CUT, HubServer.Fault.BROKEN);

        Path snapshot = fetch();

        assertArrayEquals(BYTES, Files.readAllBytes(snapshot.resolve(WEIGHTS)));
        assertTrue(server.requests().contains("far GET " + WEIGHTS + " bytes=10-"), server.requests()::toString);
        assertTrue(server.requests().contains("far GET " + WEIGHTS + " bytes=15-"), server.requests()::toString);
    }

    @Test
    void aServerMayIgnoreTheRange() throws IOException, InterruptedException {
        server.next(WEIGHTS, HubServer.Fault.CUT, HubServer.Fault.IGNORES_RANGE);

        assertArrayEquals(BYTES, Files.readAllBytes(fetch().resolve(WEIGHTS)));
    }

    @Test
    void wrongBytesAreNeverKept() throws IOException {
        server.next(WEIGHTS, HubServer.Fault.WRONG_BYTES);

        assertRefused("do not have the digest", "hf:org/tiny");

        try (Stream<Path> all = Files.walk(folder)) {
            assertEquals(
                    0,
                    all.filter(file -> file.toString().contains(HubServer.digest("SHA-256", BYTES))
                                    && !file.toString().endsWith(".lock"))
                            .count());
        }
    }

    /** Another tool, or an earlier version of the file, left it. */
    @Test
    void wrongRemainsOfAnEarlierAttemptAreThrownAway() throws IOException, InterruptedException {
        Path blobs = Files.createDirectories(folder.resolve("hub/models--org--tiny/blobs"));
        Files.writeString(blobs.resolve(HubServer.digest("SHA-256", BYTES) + ".incomplete"), "nonsense");

        assertArrayEquals(BYTES, Files.readAllBytes(fetch().resolve(WEIGHTS)));
    }

    @Test
    void shardsAreThoseOfTheIndex() throws IOException, InterruptedException {
        files.remove(WEIGHTS);
        files.put("one.safetensors", BYTES);
        files.put("other.safetensors", "never fetched".getBytes(StandardCharsets.UTF_8));
        files.put(
                "model.safetensors.index.json",
                "{\"weight_map\":{\"a\":\"one.safetensors\"}}".getBytes(StandardCharsets.UTF_8));

        assertEquals(
                List.of("config.json", "model.safetensors.index.json", "one.safetensors", "tokenizer.json"),
                names(fetch()));
    }

    @Test
    void twoAtOnceFetchEachFileOnce() throws Exception {
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            Future<Path> one = both.submit(this::fetch);
            Future<Path> two = both.submit(this::fetch);

            assertEquals(one.get(), two.get());
            assertEquals(
                    1,
                    server.requests().stream()
                            .filter(("far GET " + WEIGHTS)::equals)
                            .count());
        } finally {
            both.shutdownNow();
        }
    }

    @Test
    void refusalsAreToldInWords() throws IOException {
        assertRefused("answers 404: there is no such model, revision or file", "hf:org/tiny@nowhere");
        server.next("config.json", HubServer.Fault.FORBIDDEN);
        assertRefused("answers 403: the token of HF_TOKEN may not read it", "hf:org/tiny");
        for (int i = 0; i < 5; i++) {
            server.next("config.json", HubServer.Fault.BROKEN);
        }
        UnreachableException refused =
                assertThrows(UnreachableException.class, () -> fetcher().fetch("hf:org/tiny", network));
        assertTrue(String.valueOf(refused.getMessage()).contains("failed 5 times, last with: " + server.address()));
    }

    @Test
    void aModelWithoutATokenizerIsNoWholeModel() throws IOException {
        files.remove("tokenizer.json");

        assertRefused("hold no tokenizer.json", "hf:org/tiny");
        assertEquals(1, server.requests().size());
    }

    @Test
    void offlineSaysWhatToPlaceWhere() {
        NotHereException missing = assertThrows(
                NotHereException.class,
                () -> fetcher().fetch("hf:org/tiny@main", new Told("HF_HUB_OFFLINE is set", List.of())));

        String message = String.valueOf(missing.getMessage());
        assertTrue(message.contains("HF_HUB_OFFLINE is set"), message);
        assertTrue(message.contains(folder.resolve("hub/models--org--tiny").toString()), message);
        assertEquals(List.of(), server.requests());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf:",
                "hf:a/b/c",
                "hf:../x",
                "hf:a/..",
                "hf:a/b@",
                "hf:a/b@../c",
                "hf:a b",
                "hf:a/b@x y",
                "hf:a/-b"
            })
    void otherNamesAreRefused(String location) {
        assertRefused("does not name a model", location);
    }

    @Test
    void aHostThatNobodyKnowsAndOneThatIsDeafAreTold() {
        assertUnreachable("no address is known for hub.invalid", URI.create("http://hub.invalid"));
        assertUnreachable("127.0.0.1:1 takes no connection", URI.create("http://127.0.0.1:1"));
    }

    private void assertUnreachable(String words, URI hub) {
        HubFetcher fetcher = new HubFetcher(
                new HubSettings(folder.resolve("hub"), folder.resolve("files"), hub, "secret", Duration.ofMillis(1)));
        UnreachableException refused =
                assertThrows(UnreachableException.class, () -> fetcher.fetch("hf:org/tiny", network));
        assertTrue(String.valueOf(refused.getMessage()).contains(words), refused::getMessage);
    }

    private void assertRefused(String words, String location) {
        StepException refused =
                assertThrows(StepException.class, () -> fetcher().fetch(location, network));
        assertTrue(String.valueOf(refused.getMessage()).contains(words), refused::getMessage);
        assertFalse(String.valueOf(refused.getMessage()).contains("secret"));
    }

    private Path fetch() throws IOException, InterruptedException {
        return fetcher().fetch("hf:org/tiny", network);
    }

    private HubFetcher fetcher() {
        return new HubFetcher(new HubSettings(
                folder.resolve("hub"), folder.resolve("files"), server.address(), "secret", Duration.ofMillis(1)));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> String.valueOf(child.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
