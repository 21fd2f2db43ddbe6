package dev.retrace.engine.live;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** One answer of the server, with the headers that keep strangers out. */
final class Answer {

    private static final int NOT_MODIFIED = 304;

    private final int status;
    private final byte[] body;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Runnable afterwards = () -> {};

    private Answer(int status, String type, byte[] body) {
        this.status = status;
        this.body = Arrays.copyOf(body, body.length);
        headers.put("Content-Type", type);
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer"); // the address holds the token
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
    }

    static Answer of(String type, byte[] body) {
        return new Answer(200, type, body);
    }

    static Answer text(int status, String text) {
        return new Answer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing has changed since the asker's tag. */
    static Answer notModified() {
        return text(NOT_MODIFIED, "");
    }

    Answer with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** The same, with something to do once it is on its way. */
    Answer then(Runnable work) {
        afterwards = work;
        return this;
    }

    void send(HttpExchange exchange) throws IOException {
        Headers sent = exchange.getResponseHeaders();
        headers.forEach(sent::set);
        boolean empty = body.length == 0;
        exchange.sendResponseHeaders(status, empty ? -1 : body.length);
        if (!empty) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
        afterwards.run();
    }
}
