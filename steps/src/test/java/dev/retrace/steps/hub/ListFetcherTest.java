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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListFetcherTest {

    private static final byte[] CAPITALS = "[1]".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SPORTS = "[2]".getBytes(StandardCharsets.UTF_8);

    private record Quiet(String forbidden) implements Network {
        @Override
        public void tell(String line) {}
    }

    @TempDir
    private Path folder;

    private HubServer server;
    private Path list;

    @BeforeEach
    void twoFilesOnAServer() throws IOException {
        server = new HubServer(Map.of("capitals.json", CAPITALS, "sports.json", SPORTS));
        list = Files.writeString(
                folder.resolve("relations.list"),
                "# two relations\n\n" + address("capitals.json", CAPITALS) + "\n" + address("sports.json", SPORTS)
                        + "\n");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theFilesOfAListAreOneFolder() throws IOException, InterruptedException {
        Path fetched = fetch("");

        assertEquals(List.of("capitals.json", "sports.json"), names(fetched));
        assertArrayEquals(SPORTS, Files.readAllBytes(fetched.resolve("sports.json")));
        int requests = server.requests().size();
        assertEquals(fetched, fetch("offline"));
        assertEquals(requests, server.requests().size());
    }

    @Test
    void offlineAllThatIsMissingIsToldWithItsPlace() throws IOException {
        Path place = place("sports.json");
        Files.createDirectories(place.getParent());
        Files.write(place.resolveSibling("capitals.json"), CAPITALS);

        NotHereException missing = assertThrows(NotHereException.class, () -> fetch("it is night"));

        assertEquals(
                "1 of the 2 files that " + list + " names are not on this machine, and it is night. Fetch them on a"
                        + " machine with a network and place them here in " + place.getParent() + ":\n  "
                        + address("sports.json", SPORTS),
                missing.getMessage());
    }

    @Test
    void otherBytesInTheirPlaceAreRefused() throws IOException {
        Path place = place("sports.json");
        Files.createDirectories(place.getParent());
        Files.writeString(place, "[3]");

        StepException refused = assertThrows(StepException.class, () -> fetch(""));

        assertTrue(String.valueOf(refused.getMessage()).startsWith(place + " is not what http"), refused::getMessage);
    }

    @Test
    void aListThatNamesNothingOrTheSameNameTwiceIsRefused() throws IOException {
        Files.writeString(list, "# nothing\n");
        assertTrue(message().endsWith("names no file; write one https://…#sha256=… a line"), this::message);

        Files.writeString(list, (address("a.json", CAPITALS) + "\n").repeat(2));
        assertTrue(message().endsWith("relations.list:2: a second file called a.json"), this::message);

        Files.writeString(list, "https://example.org/a.json\n");
        assertTrue(message().contains("does not say which bytes it means"), this::message);

        Files.delete(list);
        assertTrue(message().startsWith("there is no list of addresses"), this::message);
    }

    private Path place(String name) throws IOException {
        return folder.resolve("files/list-" + HubServer.digest("SHA-256", Files.readAllBytes(list)))
                .resolve(name);
    }

    private String message() {
        return String.valueOf(assertThrows(StepException.class, () -> fetch("")).getMessage());
    }

    private String address(String name, byte[] bytes) {
        return server.address() + "/org/tiny/resolve/" + HubServer.COMMIT + "/" + name + "#sha256="
                + HubServer.digest("SHA-256", bytes);
    }

    private Path fetch(String forbidden) throws IOException, InterruptedException {
        HubSettings settings = new HubSettings(
                folder.resolve("hub"), folder.resolve("files"), server.address(), "", Duration.ofMillis(1));
        return new ListFetcher(settings).fetch("list:" + list, new Quiet(forbidden));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
