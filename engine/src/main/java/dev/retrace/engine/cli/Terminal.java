package dev.retrace.engine.cli;

import dev.retrace.engine.progress.JsonProgress;
import dev.retrace.engine.progress.LiveProgress;
import dev.retrace.engine.progress.PlainProgress;
import dev.retrace.engine.run.RunObserver;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is known of where standard error goes. */
final class Terminal {

    /** How progress is shown. */
    enum ProgressKind {
        AUTO,
        LIVE,
        PLAIN,
        JSON,
        NONE
    }

    private static final int USUAL_COLUMNS = 80;

    private Terminal() {}

    /** The observer for a kind; {@code AUTO} is live on a terminal, plain lines elsewhere. */
    static RunObserver progress(ProgressKind kind) {
        return switch (kind) {
            case LIVE -> live();
            case JSON -> new JsonProgress(System.err);
            case NONE ->
                new PlainProgress(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            case PLAIN -> new PlainProgress(System.err);
            case AUTO -> isTerminal() ? live() : new PlainProgress(System.err);
        };
    }

    private static RunObserver live() {
        PrintStream utf8 = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        return new LiveProgress(utf8, columns(), System.getenv("NO_COLOR") == null);
    }

    // Java cannot ask about standard error alone; the launcher can, and says so.
    private static boolean isTerminal() {
        return "1".equals(System.getenv("RETRACE_TERMINAL"))
                && !"dumb".equals(System.getenv("TERM"))
                && System.getenv("CI") == null;
    }

    private static int columns() {
        String told = System.getenv("RETRACE_COLUMNS");
        try {
            return told == null || told.isBlank() ? USUAL_COLUMNS : Math.max(20, Integer.parseInt(told.strip()));
        } catch (NumberFormatException odd) {
            return USUAL_COLUMNS;
        }
    }
}
