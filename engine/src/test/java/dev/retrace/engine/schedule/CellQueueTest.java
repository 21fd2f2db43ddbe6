package dev.retrace.engine.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.StepDescriptor.Placement;
import dev.retrace.engine.toy.ToyRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four cores, 100 bytes, and idle lanes of every kind unless a test says otherwise. */
final class CellQueueTest {

    private static final long PATIENCE = CellQueue.PATIENCE.toNanos();

    @TempDir
    private Path folder;

    private final Capacity capacity = new Capacity(4, 4, 100);
    private final Budget budget = new Budget(capacity);
    private final CellQueue queue = new CellQueue();
    private final Map<String, Cell> cells = new HashMap<>();

    @BeforeEach
    void someCells() throws IOException {
        ToyRun run = new ToyRun(
                folder, "t: { step: toy-trial, matrix: { n: [a, b, c, d, e] }, with: { name: \"${matrix.n}\" } }\n");
        run.graph()
                .start()
                .forEach(cell ->
                        cells.put(String.valueOf(cell.spec().coordinates().get("n")), cell));
    }

    @Test
    void cellsOfOneNeedStartInTheirOrderAndAsManyAsFit() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            add(name, engine(1, 0));
        }

        assertEquals("a b c d", startAll(0));
    }

    @Test
    void aCellThatWaitsForMemoryHoldsNobodyUp() {
        add("a", engine(1, 80));
        add("b", engine(1, 80));
        add("c", engine(1, 10));
        add("d", engine(1, 0));

        assertEquals("a c d", startAll(0));
    }

    @Test
    void theOldestOfAllNeedsStartsFirst() {
        add("a", engine(2, 0));
        add("b", engine(1, 0));
        add("c", engine(2, 0));

        assertEquals("a b", startAll(0)); // c would be the fifth core
    }

    @Test
    void aCellWhoseLaneIsBusyHoldsNobodyUp() {
        add("a", capacity.need(Placement.TORCH, Resources.LIGHT));
        add("b", engine(1, 0));

        assertEquals("b", name(queue.next(budget, placement -> placement == Placement.ENGINE, 0)));
    }

    @Test
    void aWorkersCellWaitsForNoCores() {
        add("a", engine(4, 0));
        add("b", capacity.need(Placement.TORCH, Resources.LIGHT));

        assertEquals("a b", startAll(0));
    }

    @Test
    void besideAWorkerOneLightCellMayRun() {
        add("a", capacity.need(Placement.TORCH, Resources.LIGHT));
        add("b", engine(1, 0));
        add("c", engine(1, 0));

        assertEquals("a b", startAll(0));
    }

    /** While a needs all 100 bytes and 60 are taken, others pass; after the patience nothing that takes memory does. */
    @Test
    void aCellThatWasPassedForLongIsLetThrough() {
        Need running = engine(1, 60);
        budget.take(running);
        add("a", engine(1, 100));
        add("b", engine(1, 10));
        add("c", engine(1, 10));
        add("d", engine(1, 0));

        assertEquals("b", name(queue.next(budget, placement -> true, 0)));
        assertEquals("d", startAll(PATIENCE + 1)); // which takes nothing that a lacks
        budget.give(running);
        assertEquals("a", startAll(PATIENCE + 2));
    }

    @Test
    void aCellByItselfWaitsForAllOthersAndKeepsThemOut() {
        Need other = engine(1, 0);
        budget.take(other);
        add("a", engine(1, 0).byItself());
        add("b", engine(1, 0));

        assertEquals("b", startAll(0));
        budget.give(other);
        budget.give(other); // b has ended too
        add("c", engine(1, 0));
        assertEquals("a", startAll(1));
        budget.give(engine(1, 0).byItself());
        assertEquals("c", startAll(2));
    }

    private Need engine(int cores, long memory) {
        return capacity.need(Placement.ENGINE, new Resources(cores, memory));
    }

    private void add(String name, Need need) {
        queue.add(Objects.requireNonNull(cells.get(name)), need);
    }

    private String startAll(long now) {
        StringBuilder started = new StringBuilder();
        for (var next = queue.next(budget, placement -> true, now);
                next.isPresent();
                next = queue.next(budget, placement -> true, now)) {
            budget.take(next.get().need());
            started.append(' ').append(next.get().cell().spec().coordinates().get("n"));
        }
        return started.toString().strip();
    }

    private static String name(Optional<CellQueue.Next> next) {
        return String.valueOf(next.orElseThrow().cell().spec().coordinates().get("n"));
    }
}
