package dev.retrace.engine.cli;

import dev.retrace.engine.progress.JsonProgress;
import dev.retrace.engine.progress.LiveProgress;
import dev.retrace.engine.progress.PlainProgress;
import dev.retrace.engine.progress.ServedRun;
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
    private static final int USUAL_ROWS = 24;

    private Terminal() {}

    /** The observer for a kind; {@code AUTO} is live on a terminal, plain lines elsewhere. */
    static RunObserver progress(ProgressKind kind) {
        return switch (kind) {
            case LIVE -> live();
            case JSON -> new JsonProgress(utf8());
            case NONE ->
                new PlainProgress(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            case PLAIN -> new PlainProgress(utf8());
            case AUTO -> isTerminal() ? live() : new PlainProgress(utf8());
        };
    }

    private static RunObserver live() {
        return new LiveProgress(utf8(), rows(), columns(), colour());
    }

    /** What {@code AUTO} leaves of a run in which everything was served. */
    static void tell(ServedRun run) {
        if (isTerminal()) {
            run.draw(utf8(), rows(), columns(), colour());
        } else {
            run.tell(utf8());
        }
    }

    private static int rows() {
        return told("RETRACE_ROWS", USUAL_ROWS);
    }

    private static int columns() {
        return Math.max(20, told("RETRACE_COLUMNS", USUAL_COLUMNS));
    }

    private static boolean colour() {
        return System.getenv("NO_COLOR") == null;
    }

    // Whatever the locale is: subjects and file names may hold any letters.
    private static PrintStream utf8() {
        return new PrintStream(System.err, true, StandardCharsets.UTF_8);
    }

    // Java cannot ask about standard error alone; the launcher can, and says so.
    private static boolean isTerminal() {
        return "1".equals(System.getenv("RETRACE_TERMINAL"))
                && !"dumb".equals(System.getenv("TERM"))
                && System.getenv("CI") == null;
    }

    private static int told(String variable, int usual) {
        String told = System.getenv(variable);
        try {
            return told == null || told.isBlank() ? usual : Integer.parseInt(told.strip());
        } catch (NumberFormatException odd) {
            return usual;
        }
    }
}
