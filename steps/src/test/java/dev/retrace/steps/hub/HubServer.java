package dev.retrace.steps.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Plays the hub and, on another port, the servers that it sends readers of large files to. Weights are
 * large files here, all others small ones.
 */
final class HubServer implements AutoCloseable {

    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /** What goes wrong with one answer to a GET of a file. */
    enum Fault {
        CUT,
        WRONG_BYTES,
        IGNORES_RANGE,
        BUSY,
        BROKEN,
        FORBIDDEN
    }

    private final Map<String, byte[]> files;
    private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer hub;
    private final HttpServer far;

    HubServer(Map<String, byte[]> files) throws IOException {
        this.files = files;
        InetAddress here = InetAddress.getLoopbackAddress();
        hub = HttpServer.create(new InetSocketAddress(here, 0), 0);
        far = HttpServer.create(new InetSocketAddress(here, 0), 0);
        hub.createContext("/api/models/org/tiny/revision/", this::list);
        hub.createContext("/org/tiny/resolve/" + COMMIT + "/", this::resolve);
        far.createContext("/", exchange -> serve(exchange, "far "));
        for (HttpServer server : List.of(hub, far)) {
            server.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    /** The next answers to a GET of a file go wrong so. */
    void next(String file, Fault... faulty) {
        faults.computeIfAbsent(file, any -> new ConcurrentLinkedQueue<>()).addAll(Arrays.asList(faulty));
    }

    /** Server, method, file, range and whether there was a token, of each request so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void list(HttpExchange exchange) throws IOException {
        note(exchange, "hub ");
        if (!exchange.getRequestURI().getPath().endsWith("/main")) {
            answer(exchange, 404, new byte[0]);
            return;
        }
        String names = files.keySet().stream()
                .map(name -> "{\"rfilename\":\"" + name + "\"}")
                .collect(Collectors.joining(","));
        answer(
                exchange,
                200,
                ("{\"sha\":\"" + COMMIT + "\",\"siblings\":[" + names + "]}").getBytes(StandardCharsets.UTF_8));
    }

    private void resolve(HttpExchange exchange) throws IOException {
        byte[] file = files.get(name(exchange));
        if (file == null) {
            answer(exchange, 404, new byte[0]);
        } else if (isLarge(name(exchange))) {
            note(exchange, "hub ");
            exchange.getResponseHeaders()
                    .add("Location", "http://127.0.0.1:" + far.getAddress().getPort() + "/" + name(exchange));
            exchange.getResponseHeaders().add("X-Linked-Etag", "\"" + digest("SHA-256", file) + "\"");
            exchange.getResponseHeaders().add("X-Linked-Size", String.valueOf(file.length));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        } else {
            exchange.getResponseHeaders().add("ETag", "W/\"" + digest("SHA-1", git(file)) + "\"");
            serve(exchange, "hub ");
        }
    }

    private void serve(HttpExchange exchange, String server) throws IOException {
        note(exchange, server);
        byte[] file = files.getOrDefault(name(exchange), new byte[0]);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        Queue<Fault> due = faults.getOrDefault(name(exchange), new ConcurrentLinkedQueue<>());
        Fault fault = head ? null : due.poll();
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null || fault == Fault.IGNORES_RANGE ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
        byte[] body = Arrays.copyOfRange(file, from, file.length);
        if (fault == Fault.BUSY || fault == Fault.BROKEN || fault == Fault.FORBIDDEN) {
            answer(exchange, fault == Fault.BUSY ? 429 : fault == Fault.BROKEN ? 500 : 403, new byte[0]);
            return;
        } else if (fault == Fault.WRONG_BYTES) {
            body[body.length / 2] ^= 1;
        }
        if (head) {
            exchange.getResponseHeaders().add("Content-Length", String.valueOf(file.length));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            return;
        }
        if (from > 0) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body, 0, fault == Fault.CUT ? body.length / 2 : body.length);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private void note(HttpExchange exchange, String server) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(server + exchange.getRequestMethod() + " " + name(exchange) + (range == null ? "" : " " + range)
                + (exchange.getRequestHeaders().containsKey("Authorization") ? " with token" : ""));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static String name(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static boolean isLarge(String name) {
        return name.endsWith(".safetensors") || name.endsWith(".bin");
    }

    static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] git(byte[] file) {
        byte[] head = ("blob " + file.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + file.length);
        System.arraycopy(file, 0, all, head.length, file.length);
        return all;
    }

    @Override
    public void close() {
        hub.stop(0);
        far.stop(0);
    }
}
