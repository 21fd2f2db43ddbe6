package dev.retrace.engine.progress;

import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.run.RunObserver;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Progress for logs: one line per step that ended, and a sign of life at most every half minute. */
public final class PlainProgress implements RunObserver {

    private static final long SIGN_OF_LIFE = 30_000_000_000L;

    private final PrintStream err;
    private final Set<String> told = new HashSet<>();
    private final Set<String> toldFailures = new HashSet<>(); // shards often fail alike
    private @Nullable Board board;
    private long lastLine;

    public PlainProgress(PrintStream err) {
        this.err = err;
    }

    @Override
    public synchronized void began(String runId, CellGraph graph) {
        board = new Board(graph);
        line("run " + runId);
    }

    @Override
    public synchronized void decided(List<Cell> cells) {
        board().decided(cells);
        tellEnded();
    }

    @Override
    public synchronized void started(Cell cell, String lane) {
        board().started(cell);
    }

    @Override
    public synchronized void advanced(Cell cell, long done, long total) {
        board().advanced(cell, done, total);
        if (System.nanoTime() - lastLine > SIGN_OF_LIFE) {
            Tally tally = board().of(cell);
            double left = tally.secondsLeft(System.nanoTime());
            line(String.format(
                    "%-20s running: %.1f of %d cells%s",
                    tally.id(),
                    tally.done(),
                    tally.total(),
                    left < 0.05 ? "" : ", about " + Phrases.duration(left) + " left"));
        }
    }

    @Override
    public synchronized void ended(Cell cell) {
        board().ended(cell);
        if (cell.state() == Cell.State.FAILED && toldFailures.add(cell.node().id() + cell.message())) {
            line("failed: " + cell.name() + ": " + cell.message());
        }
        tellEnded();
    }

    @Override
    public synchronized void note(String line) {
        line(line);
    }

    private void tellEnded() {
        for (Tally tally : board().tallies()) {
            if (tally.complete() && told.add(tally.id())) {
                line(line(tally));
            }
        }
    }

    /** Of a step that ended. */
    static String line(Tally tally) {
        return String.format("%-20s %s", tally.id(), Phrases.ended(tally, System.nanoTime()));
    }

    private void line(String text) {
        err.println(text);
        lastLine = System.nanoTime();
    }

    private Board board() {
        return Objects.requireNonNull(board, "began first");
    }
}
