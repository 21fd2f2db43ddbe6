package dev.retrace.engine.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.run.RunResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets an answer from the live page's server, and what. */
final class LiveServerTest {

    @TempDir
    private Path folder;

    private LiveObserver observer;
    private LiveServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        observer = new LiveObserver();
        server = LiveServer.start(0, "sums", folder, observer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theAddressIsThisMachinesWithAWordThatNobodyGuesses() throws IOException {
        assertTrue(server.address().matches("http://127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}/"), server.address());
        try (LiveServer other = LiveServer.start(0, "sums", folder, observer)) {
            assertFalse(other.address()
                    .endsWith(server.address().substring(server.address().lastIndexOf(':') + 6)));
        }
    }

    @Test
    void thePageAllowsOnlyItself() throws Exception {
        HttpResponse<String> page = get("");

        assertEquals(200, page.statusCode());
        String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertEquals(
                "nosniff", page.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals("no-referrer", page.headers().firstValue("Referrer-Policy").orElse(""));
        assertFalse(page.body().contains("style="), "an inline style");
    }

    @Test
    void withoutTheWordThereIsNothing() throws Exception {
        String root = server.address().replaceFirst("[0-9a-f]{32}/$", "");

        assertEquals(404, ask(root).statusCode());
        assertEquals(404, ask(root + "0".repeat(32) + "/").statusCode());
        assertEquals(404, ask(root + "state").statusCode());
    }

    /** A page of the internet can make its name lead to 127.0.0.1; it then asks under that name. */
    @Test
    void anotherNameForThisMachineIsRefused() throws Exception {
        assertTrue(raw("GET", "evil.example:80").startsWith("HTTP/1.1 403 "));
        assertTrue(raw("GET", "127.0.0.1").startsWith("HTTP/1.1 403 "));
        assertTrue(raw("GET", "localhost:" + port()).startsWith("HTTP/1.1 200 "));
    }

    @Test
    void onlyGetIsAnswered() throws Exception {
        assertTrue(raw("POST", "127.0.0.1:" + port()).startsWith("HTTP/1.1 405 "));
        assertTrue(raw("DELETE", "127.0.0.1:" + port()).startsWith("HTTP/1.1 405 "));
    }

    @Test
    void aStateThatIsKnownIsNotSentAgain() throws Exception {
        HttpResponse<String> first = get("state?watcher=a");
        String tag = first.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> again = client.send(
                request(server.address() + "state?watcher=a")
                        .header("If-None-Match", tag)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        observer.note("news");
        HttpResponse<String> then = client.send(
                request(server.address() + "state?watcher=a")
                        .header("If-None-Match", tag)
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertEquals(200, first.statusCode());
        assertTrue(first.body().contains("\"workflow\":\"sums\""), first.body());
        assertEquals(304, again.statusCode());
        assertEquals(200, then.statusCode());
        assertTrue(then.body().contains("\"notes\":[\"news\"]"), then.body());
    }

    @Test
    void filesOfTheRunAreNotToBeHad() throws Exception {
        Files.writeString(folder.resolve("run.json"), "{}");
        Files.writeString(folder.resolve("run.html"), "<p>done");
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("logs").resolve("a.log"), "a secret");

        for (String path : List.of(
                "run.json",
                "pages/run.html",
                "pages/run.json",
                "pages/..%2Frun.json",
                "../run.json",
                "log?cell=a",
                "log?cell=..%2Frun",
                "live.html",
                "package-info.class",
                "logs/",
                "pages/")) {
            assertEquals(404, get(path).statusCode(), path);
        }
    }

    @Test
    void thePagesOfARunThatEndedAreGivenByName() throws Exception {
        Path report = Files.writeString(folder.resolve("report.html"), "<p>the report");
        Files.writeString(folder.resolve("run.html"), "<p>the run");
        Files.writeString(folder.resolve("run.json"), "{}");

        observer.ended(
                new RunResult(RunResult.Outcome.DONE, Map.of("computed", 3), List.of(), List.of(report), folder));

        assertEquals("<p>the report", get("pages/report.html").body());
        assertEquals("<p>the run", get("pages/run.html").body());
        assertEquals(404, get("pages/run.json").statusCode());
        assertTrue(get("state?watcher=a").body().contains("\"outcome\":\"done\""));
    }

    @Test
    void theEndWaitsForThePagesThatFollow() throws Exception {
        get("state?watcher=a");
        Thread reader = new Thread(() -> {
            try {
                get("state?watcher=a&left=1");
            } catch (IOException | InterruptedException lost) {
                throw new IllegalStateException(lost);
            }
        });

        reader.start();
        server.farewell(); // else only after the page has been silent for seconds

        reader.join();
        server.farewell();
    }

    /** Who asks and never reads holds a thread of the server's, and nobody else. */
    @Test
    void aReaderThatHangsKeepsNobodyElseWaiting() throws Exception {
        try (Socket hanging = new Socket(InetAddress.getLoopbackAddress(), port())) {
            hanging.getOutputStream().write("GET /".getBytes(StandardCharsets.US_ASCII));
            hanging.getOutputStream().flush();

            observer.note("the run goes on");

            assertTrue(get("state?watcher=b").body().contains("the run goes on"));
        }
    }

    private int port() {
        return URI.create(server.address()).getPort();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return ask(server.address() + path);
    }

    private HttpResponse<String> ask(String address) throws IOException, InterruptedException {
        return client.send(request(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String address) {
        return HttpRequest.newBuilder(URI.create(address));
    }

    /** The first of an answer to a request with any Host header. */
    private String raw(String method, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            String path = URI.create(server.address()).getPath();
            String request = method + " " + path + " HTTP/1.1\r\nHost: " + host
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
        }
    }
}
