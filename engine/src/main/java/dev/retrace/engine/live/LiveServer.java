package dev.retrace.engine.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Serves the live page of one run on 127.0.0.1, under an address that nobody can guess. */
public final class LiveServer implements AutoCloseable {

    private static final int TOKEN_BYTES = 16;
    private static final int MOST_THREADS = 16; // slow pages wait for each other, never the run for them
    private static final long LONGEST_FAREWELL_MILLIS = 15_000;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Watchers watchers = new Watchers();
    private final String token;

    private LiveServer(HttpServer server, ThreadPoolExecutor threads, String token) {
        this.server = server;
        this.threads = threads;
        this.token = token;
    }

    /**
     * Starts to serve.
     *
     * @param port to listen on, or 0 for a free one
     * @param folder of the run
     * @throws IOException if the port cannot be had
     */
    public static LiveServer start(int port, String workflow, Path folder, LiveObserver observer) throws IOException {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        HttpServer http = HttpServer.create(new InetSocketAddress(loopback, port), 0);
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(0, MOST_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "live page");
                    thread.setDaemon(true);
                    return thread;
                });
        LiveServer server = new LiveServer(http, threads, token);
        Answers answers = new Answers(workflow, folder, observer, server.watchers);
        Guard guard = new Guard(token, http.getAddress().getPort());
        http.createContext("/", exchange -> answer(exchange, guard, answers));
        http.setExecutor(threads);
        http.start();
        return server;
    }

    /** Where the page is. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + token + "/";
    }

    /** Waits until the pages that follow the run have seen its end, some seconds at most. */
    public void farewell() throws InterruptedException {
        watchers.await(LONGEST_FAREWELL_MILLIS);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, Guard guard, Answers answers) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = guard.admits(exchange) ? answers.to(exchange, guard.rest(exchange)) : guard.refusal(exchange);
            } catch (RuntimeException fault) {
                LoggerFactory.getLogger(LiveServer.class).warn("the live page cannot answer", fault);
                answer = Answer.text(500, "a fault; the log says more\n");
            }
            answer.send(exchange);
        }
    }
}
