package dev.retrace.engine.torch.install;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/** A server of libraries on this machine, with the faults of real ones. */
final class NativesWorld {

    private record Cut(int after, AtomicInteger times) {}

    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
    private final Map<String, List<String>> asked = new ConcurrentHashMap<>();
    private final Map<String, Cut> cuts = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> refusals = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final Map<String, Long> claims = new ConcurrentHashMap<>();
    private final HttpServer server;

    NativesWorld() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void start() {
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
    }

    void stop() {
        server.stop(0);
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void text(String path, String text) {
        bytes(path, text.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(String path, byte[] bytes) {
        contents.put(path, bytes);
    }

    void packed(String path, byte[] library) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(library);
        }
        bytes(path, packed.toByteArray());
    }

    byte[] content(String path) {
        return Objects.requireNonNull(contents.get(path)).clone();
    }

    long size(String path) {
        return content(path).length;
    }

    /** The connection ends after so many bytes of the file, so many times. */
    void cutAfter(String path, int bytes, int times) {
        cuts.put(path, new Cut(bytes, new AtomicInteger(times)));
    }

    /** The server is out of order, so many times after the cuts. */
    void refuse(String path, int times) {
        refusals.put(path, new AtomicInteger(times));
    }

    void redirect(String path, String to) {
        redirects.put(path, to);
    }

    void claimSize(String path, long size) {
        claims.put(path, size);
    }

    /** From which byte the file was asked for, each time. */
    List<String> asked(String path) {
        return List.copyOf(asked.getOrDefault(path, List.of()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        byte[] content = contents.get(path);
        try (exchange) {
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else if (redirects.containsKey(path)) {
                exchange.getResponseHeaders().set("Location", Objects.requireNonNull(redirects.get(path)));
                exchange.sendResponseHeaders(302, -1);
            } else if (exchange.getRequestMethod().equals("HEAD")) {
                long size = claims.getOrDefault(path, (long) content.length);
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(size));
                exchange.sendResponseHeaders(200, -1);
            } else {
                send(exchange, path, content);
            }
        }
    }

    private void send(HttpExchange exchange, String path, byte[] content) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        Cut cut = cuts.get(path);
        boolean cuts = cut != null && cut.times().getAndDecrement() > 0;
        AtomicInteger refused = refusals.get(path);
        if (!cuts && refused != null && refused.getAndDecrement() > 0) {
            exchange.sendResponseHeaders(503, -1);
            return;
        }
        asked.computeIfAbsent(path, first -> new CopyOnWriteArrayList<>()).add(range == null ? "all" : "from " + from);
        byte[] rest = Arrays.copyOfRange(content, from, content.length);
        if (range != null) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
        int length = cuts && cut != null ? cut.after() : rest.length;
        exchange.getResponseBody().write(rest, 0, length);
        exchange.getResponseBody().flush();
    }
}
