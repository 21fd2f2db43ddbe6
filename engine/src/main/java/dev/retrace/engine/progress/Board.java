package dev.retrace.engine.progress;

import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tallies of all steps of a run; its methods lock it, a reader locks it while it reads. */
public final class Board {

    private final CellGraph graph;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private final Set<Object> combinations = new HashSet<>();

    public Board(CellGraph graph) {
        this.graph = graph;
        graph.byStep().forEach((id, groups) -> tallies.put(id, new Tally(id, groups.size())));
    }

    /** How far each step is, in the workflow's order. */
    public synchronized List<StepProgress> steps(long now) {
        return tallies.values().stream().map(tally -> tally.progress(now)).toList();
    }

    synchronized List<Tally> tallies() {
        return List.copyOf(tallies.values());
    }

    synchronized Tally of(Cell cell) {
        Tally tally = tallies.get(cell.node().id());
        if (tally == null) {
            throw new IllegalArgumentException("no step " + cell.node().id() + " in this run");
        }
        return tally;
    }

    /** These cells became known. */
    public synchronized void decided(List<Cell> cells) {
        for (Cell cell : cells) {
            boolean first =
                    combinations.add(List.of(cell.node().id(), cell.spec().coordinates()));
            of(cell).decided(cell, first);
        }
    }

    /** A cell is at work. */
    public synchronized void started(Cell cell) {
        of(cell).started(cell, System.nanoTime());
    }

    /** A cell has done so many of its units of work. */
    public synchronized void advanced(Cell cell, long done, long total) {
        of(cell).advanced(cell, total <= 0 ? 0 : Math.min(1, (double) done / total));
    }

    /** A cell ended. */
    public synchronized void ended(Cell cell) {
        of(cell).ended(cell, System.nanoTime());
        if (cell.state() == Cell.State.FAILED) {
            graph.byStep().values().forEach(this::markSkipped);
        }
    }

    private void markSkipped(List<CellGroup> groups) {
        if (groups.stream().allMatch(group -> !group.skipped().isEmpty())) {
            groups.stream().limit(1).forEach(group -> {
                Tally tally = tallies.get(group.node().id());
                if (tally != null) {
                    tally.skip();
                }
            });
        }
    }
}
