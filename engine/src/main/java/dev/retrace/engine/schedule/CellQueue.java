package dev.retrace.engine.schedule;

import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.step.StepDescriptor.Placement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The cells that wait to run: one line for each need, of which a workflow has few, so that a choice
 * costs the same however many cells wait.
 */
public final class CellQueue {

    /** For how long others may pass a cell that its lane could take, but that lacks cores or memory. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A cell that may start now. */
    public record Next(Cell cell, Need need) {}

    private record Waiting(Cell cell, long order) {}

    private static final class Line {
        private final Deque<Waiting> cells = new ArrayDeque<>();
        private @Nullable Long heldUpSince; // nanoseconds; of the first cell
    }

    private final Map<Need, Line> lines = new HashMap<>();
    private long order;

    /** Adds a cell behind those of its need. */
    public void add(Cell cell, Need need) {
        lines.computeIfAbsent(need, first -> new Line()).cells.add(new Waiting(cell, order++));
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /**
     * Takes out the cell that starts next: the oldest that fits, unless it competes with one that has
     * been held up for too long.
     *
     * @param idle whether there is a lane for this placement
     * @param now in nanoseconds
     */
    public Optional<Next> next(Budget budget, Predicate<Placement> idle, long now) {
        lines.forEach((need, line) -> {
            boolean heldUp = idle.test(need.placement()) && !budget.fits(need);
            if (heldUp && line.heldUpSince == null) {
                line.heldUpSince = now;
            }
        });
        Need oldest = null;
        for (Map.Entry<Need, Line> entry : lines.entrySet()) {
            Need need = entry.getKey();
            boolean older = oldest == null || order(need) < order(oldest);
            if (older && idle.test(need.placement()) && budget.fits(need) && !yields(need, budget, now)) {
                oldest = need;
            }
        }
        return Optional.ofNullable(oldest).map(this::take);
    }

    private boolean yields(Need need, Budget budget, long now) {
        return lines.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(need) && !budget.fits(entry.getKey()))
                .filter(entry -> waitedTooLong(entry.getValue(), now))
                .anyMatch(entry -> need.competesWith(entry.getKey(), budget));
    }

    private static boolean waitedTooLong(Line line, long now) {
        return line.heldUpSince != null && now - line.heldUpSince > PATIENCE.toNanos();
    }

    private long order(Need need) {
        Line line = lines.get(need);
        return line == null || line.cells.isEmpty()
                ? Long.MAX_VALUE
                : line.cells.getFirst().order();
    }

    private Next take(Need need) {
        Line line = lines.get(need);
        if (line == null) {
            throw new IllegalStateException("nobody waits for " + need);
        }
        Waiting first = line.cells.removeFirst();
        line.heldUpSince = null;
        if (line.cells.isEmpty()) {
            lines.remove(need);
        }
        return new Next(first.cell(), need);
    }
}
