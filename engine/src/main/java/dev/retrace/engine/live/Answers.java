package dev.retrace.engine.live;

import com.sun.net.httpserver.HttpExchange;
import dev.retrace.engine.provenance.RunCrate;
import dev.retrace.engine.run.RunJournal;
import dev.retrace.engine.run.RunResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the live page can ask for: itself, the counts, a cell's log, and at the end the run's pages. */
final class Answers {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " frame-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String HTML = "text/html; charset=utf-8";
    private static final int LOG_TAIL = 16 << 10;
    private static final Map<String, String> OWN = Map.of(
            "live.css", "text/css; charset=utf-8",
            "live.js", "text/javascript; charset=utf-8");

    private final String workflow;
    private final Path folder;
    private final LiveObserver observer;
    private final Watchers watchers;

    Answers(String workflow, Path folder, LiveObserver observer, Watchers watchers) {
        this.workflow = workflow;
        this.folder = folder;
        this.observer = observer;
        this.watchers = watchers;
    }

    Answer to(HttpExchange exchange, String asked) throws IOException {
        String type = OWN.get(asked);
        if (asked.isEmpty()) {
            return Answer.of(HTML, own("live.html")).with("Content-Security-Policy", POLICY);
        } else if (type != null) {
            return Answer.of(type, own(asked));
        } else if (asked.equals("state")) {
            return state(exchange);
        } else if (asked.equals("log")) {
            return log(query(exchange, "cell"));
        }
        return asked.startsWith("pages/") ? page(asked.substring("pages/".length())) : nothing();
    }

    private Answer state(HttpExchange exchange) {
        String watcher = query(exchange, "watcher");
        if (!query(exchange, "left").isEmpty()) {
            // Not before the answer is sent: it may be what the process waits for to end.
            return Answer.text(200, "farewell\n").then(() -> watchers.leaves(watcher));
        }
        watchers.asks(watcher);
        String tag = "\"" + observer.version() + "\""; // before the view: a change between is told next time
        if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            return Answer.notModified().with("ETag", tag);
        }
        ObjectNode view = JsonMapper.shared().valueToTree(observer.view());
        view.put("workflow", workflow);
        return Answer.of("application/json", JsonMapper.shared().writeValueAsBytes(view))
                .with("ETag", tag);
    }

    /** The end of a log; only cells of this run have one, so a name cannot lead elsewhere. */
    private Answer log(String cell) throws IOException {
        Path log = RunJournal.log(folder, cell);
        if (!observer.knows(cell)) {
            return nothing();
        } else if (!Files.exists(log)) {
            return Answer.text(200, "(nothing logged yet)\n");
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(0, file.length() - LOG_TAIL);
            byte[] tail = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(tail);
            String text = new String(tail, StandardCharsets.UTF_8);
            return Answer.text(200, start == 0 ? text : "…" + text.substring(text.indexOf('\n') + 1));
        }
    }

    /** A page that the run wrote, by its name; the page's own policy holds within it. */
    private Answer page(String name) throws IOException {
        RunResult result = observer.result();
        List<Path> pages = new ArrayList<>();
        if (result != null) {
            pages.addAll(result.reports());
            pages.add(result.folder().resolve(RunCrate.PAGE));
        }
        for (Path page : pages) {
            if (page.getFileName().toString().equals(name) && Files.exists(page)) {
                return Answer.of(HTML, Files.readAllBytes(page))
                        .with("Content-Security-Policy", "frame-ancestors 'self'");
            }
        }
        return nothing();
    }

    private static Answer nothing() {
        return Answer.text(404, "nothing here\n");
    }

    private static byte[] own(String name) throws IOException {
        try (InputStream in = Answers.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }

    private static String query(HttpExchange exchange, String wanted) {
        String query = exchange.getRequestURI().getRawQuery();
        for (String part : (query == null ? "" : query).split("&", 8)) {
            if (part.startsWith(wanted + "=")) {
                return URLDecoder.decode(part.substring(wanted.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }
}
