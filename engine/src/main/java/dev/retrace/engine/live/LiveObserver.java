package dev.retrace.engine.live;

import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.progress.Board;
import dev.retrace.engine.run.RunObserver;
import dev.retrace.engine.run.RunResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hears a run, and keeps what a page shows of it: little, however long the run. */
public final class LiveObserver implements RunObserver {

    private static final int MOST_FAILURES = 100;
    private static final int MOST_NOTES = 20;

    private final Map<Cell, Work> running = new LinkedHashMap<>();
    private final Set<String> known = new HashSet<>();
    private final List<LiveView.Failure> failures = new ArrayList<>();
    private final Deque<String> notes = new ArrayDeque<>();
    private final long began = System.nanoTime();
    private int failed;
    private long version;
    private String run = "";
    private @Nullable Board board;
    private @Nullable RunResult result;

    /** What a lane does. */
    private record Work(String lane, long started, long done, long total) {}

    @Override
    public synchronized void began(String runId, CellGraph graph) {
        run = runId;
        board = new Board(graph);
        version++;
    }

    @Override
    public synchronized void decided(List<Cell> cells) {
        if (board != null) {
            board.decided(cells);
        }
        version++;
    }

    @Override
    public synchronized void started(Cell cell, String lane) {
        if (board != null) {
            board.started(cell);
        }
        known.add(cell.name());
        running.put(cell, new Work(lane, System.nanoTime(), 0, 0));
        version++;
    }

    @Override
    public synchronized void advanced(Cell cell, long done, long total) {
        if (board != null) {
            board.advanced(cell, done, total);
        }
        running.computeIfPresent(cell, (same, work) -> new Work(work.lane(), work.started(), done, total));
        version++;
    }

    @Override
    public synchronized void ended(Cell cell) {
        if (board != null) {
            board.ended(cell);
        }
        running.remove(cell);
        if (cell.state() == Cell.State.FAILED) {
            failed++;
            if (failures.size() < MOST_FAILURES) {
                failures.add(new LiveView.Failure(cell.name(), cell.message()));
            }
        }
        version++;
    }

    @Override
    public synchronized void note(String line) {
        notes.addLast(line);
        if (notes.size() > MOST_NOTES) {
            notes.removeFirst();
        }
        version++;
    }

    @Override
    public synchronized void ended(RunResult ended) {
        result = ended;
        running.clear();
        version++;
    }

    /** Changes whenever the view does, but for the time. */
    synchronized long version() {
        return version;
    }

    /** Whether a cell of this name was started in this run, so that it may have a log. */
    synchronized boolean knows(String cell) {
        return known.contains(cell);
    }

    /** How the run ended, or null while it goes on. */
    synchronized @Nullable RunResult result() {
        return result;
    }

    /** How things stand. */
    synchronized LiveView view() {
        long now = System.nanoTime();
        List<LiveView.Running> work = new ArrayList<>();
        running.forEach((cell, at) -> work.add(
                new LiveView.Running(cell.name(), at.lane(), millis(at.started(), now), at.done(), at.total())));
        return new LiveView(
                run,
                millis(began, now),
                board == null ? List.of() : board.steps(now),
                work,
                failures,
                failed,
                List.copyOf(notes),
                LiveView.Ending.of(result));
    }

    private static long millis(long from, long to) {
        return (to - from) / 1_000_000;
    }
}
