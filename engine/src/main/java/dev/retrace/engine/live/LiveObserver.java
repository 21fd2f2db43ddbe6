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

/** Hears a run, tells it on, and keeps what a page shows of it: little, however long the run. */
public final class LiveObserver implements RunObserver {

    private static final int MOST_FAILURES = 100;
    private static final int MOST_NOTES = 20;

    private final RunObserver next;
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

    /** @param next hears everything too */
    public LiveObserver(RunObserver next) {
        this.next = next;
    }

    /** What a lane does. */
    private record Work(String lane, long started, long done, long total) {}

    @Override
    public void began(String runId, CellGraph graph) {
        synchronized (this) {
            run = runId;
            board = new Board(graph);
            version++;
        }
        next.began(runId, graph);
    }

    @Override
    public void decided(List<Cell> cells) {
        synchronized (this) {
            if (board != null) {
                board.decided(cells);
            }
            version++;
        }
        next.decided(cells);
    }

    @Override
    public void started(Cell cell, String lane) {
        synchronized (this) {
            if (board != null) {
                board.started(cell);
            }
            known.add(cell.name());
            running.put(cell, new Work(lane, System.nanoTime(), 0, 0));
            version++;
        }
        next.started(cell, lane);
    }

    @Override
    public void advanced(Cell cell, long done, long total) {
        synchronized (this) {
            if (board != null) {
                board.advanced(cell, done, total);
            }
            running.computeIfPresent(cell, (same, work) -> new Work(work.lane(), work.started(), done, total));
            version++;
        }
        next.advanced(cell, done, total);
    }

    @Override
    public void ended(Cell cell) {
        synchronized (this) {
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
        next.ended(cell);
    }

    @Override
    public void note(String line) {
        synchronized (this) {
            notes.addLast(line);
            if (notes.size() > MOST_NOTES) {
                notes.removeFirst();
            }
            version++;
        }
        next.note(line);
    }

    @Override
    public void ended(RunResult ended) {
        synchronized (this) {
            result = ended;
            running.clear();
            version++;
        }
        next.ended(ended);
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
