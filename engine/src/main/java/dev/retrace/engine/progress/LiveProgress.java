package dev.retrace.engine.progress;

import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.run.RunObserver;
import dev.retrace.engine.run.RunResult;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Progress on a terminal: a block of at most twelve lines, drawn again in place. */
public final class LiveProgress implements RunObserver {

    private static final int MOST_STEPS = 11; // and one line for the rest
    private static final String NO_WRAP = "\033[?7l"; // a line takes one row, also if the window shrinks
    private static final String WRAP = "\033[?7h";
    private static final long REDRAW_MILLIS = 200;
    private static final String UP_AND_CLEAR = "\033[1A\033[2K";

    private final PrintStream err;
    private final BlockLines lines;
    private final int most;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Board board;
    private @Nullable ScheduledFuture<?> drawing;
    private final Set<String> toldFailures = new HashSet<>(); // shards often fail alike
    private int drawn;

    /**
     * @param rows of the terminal; the block is lower
     * @param columns of the terminal; no line is longer
     * @param colour whether to use it
     */
    public LiveProgress(PrintStream err, int rows, int columns, boolean colour) {
        this.err = err;
        this.most = most(rows);
        this.lines = new BlockLines(columns, colour);
    }

    @Override
    public synchronized void began(String runId, CellGraph graph) {
        board = new Board(graph);
        err.println("run " + runId);
        drawing = clock.scheduleAtFixedRate(this::draw, REDRAW_MILLIS, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void decided(List<Cell> cells) {
        board().decided(cells);
    }

    @Override
    public void started(Cell cell, String lane) {
        board().started(cell);
    }

    @Override
    public void advanced(Cell cell, long done, long total) {
        board().advanced(cell, done, total);
    }

    @Override
    public void ended(Cell cell) {
        board().ended(cell);
        if (cell.state() == Cell.State.FAILED && toldFailures.add(cell.node().id() + cell.message())) {
            note("failed: " + cell.name() + ": " + cell.message());
        }
    }

    @Override
    public synchronized void note(String line) {
        erase();
        err.println(line);
        draw();
    }

    @Override
    public synchronized void ended(RunResult result) {
        if (drawing != null) {
            drawing.cancel(false);
        }
        clock.shutdown();
        draw();
        drawn = 0;
    }

    private synchronized void draw() {
        erase();
        List<String> block = block(board());
        draw(block, err);
        drawn = block.size();
    }

    static void draw(List<String> block, PrintStream err) {
        err.print(NO_WRAP);
        block.forEach(err::println);
        err.print(WRAP);
        err.flush();
    }

    /** How many steps a block shows on a terminal of so many rows. */
    static int most(int rows) {
        return Math.max(1, Math.min(MOST_STEPS, rows - 3));
    }

    private List<String> block(Board shown) {
        synchronized (shown) { // lanes change it meanwhile
            return lines.of(shown.tallies(), most, System.nanoTime());
        }
    }

    private void erase() {
        if (drawn > 0) {
            err.print(UP_AND_CLEAR.repeat(drawn) + "\r");
        }
        drawn = 0;
    }

    private Board board() {
        return Objects.requireNonNull(board, "began first");
    }
}
