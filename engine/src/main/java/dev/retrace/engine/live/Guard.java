package dev.retrace.engine.live;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/** Lets in who knows the token and calls this machine by its own name. */
final class Guard {

    private final byte[] token;
    private final Set<String> hosts;

    Guard(String token, int port) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
        // A name of the internet that leads here would let a strange page read answers: it comes in as Host.
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    }

    boolean admits(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("GET") && ownHost(exchange) && knowsToken(exchange);
    }

    /** What is asked for, after the token. */
    String rest(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return path.substring(path.indexOf('/', 1) + 1);
    }

    /** Says no more than the caller knows. */
    Answer refusal(HttpExchange exchange) {
        if (!ownHost(exchange)) {
            return Answer.text(403, "ask for 127.0.0.1\n");
        } else if (!knowsToken(exchange)) {
            return Answer.text(404, "nothing here\n");
        }
        return Answer.text(405, "only GET\n").with("Allow", "GET");
    }

    private boolean ownHost(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        return host != null && hosts.contains(host);
    }

    private boolean knowsToken(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        int end = path == null ? -1 : path.indexOf('/', 1);
        return end > 0 && MessageDigest.isEqual(path.substring(1, end).getBytes(StandardCharsets.UTF_8), token);
    }
}
