package dev.retrace.engine.cli;

import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.plan.Explanation;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** A plan in words: per cell whether it is served, must run and why, or waits for what must run. */
final class PlanText {

    private static final int MOST_ALIKE = 5;

    private final CellGraph graph;
    private final Explanation explanation;

    PlanText(CellGraph graph, Explanation explanation) {
        this.graph = graph;
        this.explanation = explanation;
    }

    /** @param hits whether to list served cells one by one */
    void print(PrintWriter out, boolean hits) {
        for (CellGroup group : graph.groups()) {
            if (!group.skipped().isEmpty()) {
                out.printf("%-10s %s: %s%n", "skipped", group.name(), group.skipped());
            } else if (!group.decided()) {
                out.printf("%-10s %s: %s%n", "undecided", group.name(), "waits for " + pending(group));
            } else {
                printCells(out, group.cells(), hits);
            }
        }
        out.println(summary());
        out.flush();
    }

    private void printCells(PrintWriter out, List<Cell> cells, boolean hits) {
        long served = cells.stream().filter(cell -> cell.state().succeeded()).count();
        if (served > 0 && !hits) {
            Cell first = cells.get(0);
            String many = cells.size() == 1 ? "" : " (" + served + " of " + cells.size() + " shards)";
            out.printf("%-10s %s%s%n", "served", first.name().replaceFirst("#\\d+$", ""), many);
        }
        int told = 0;
        for (Cell cell : cells) {
            if (cell.state().succeeded() && hits) {
                out.printf(
                        "%-10s %s  %s%n",
                        "served", cell.name(), cell.document().key().brief());
            } else if (cell.state() == Cell.State.READY && ++told <= MOST_ALIKE) {
                out.printf("%-10s %s: %s%n", "must run", cell.name(), explanation.of(cell));
            }
        }
        if (told > MOST_ALIKE) {
            out.printf(
                    "%-10s %d more cells of %s%n",
                    "must run", told - MOST_ALIKE, cells.get(0).node().id());
        }
    }

    private static String pending(CellGroup group) {
        return group.needs().stream()
                .filter(need -> !need.done())
                .map(CellGroup::name)
                .limit(MOST_ALIKE)
                .collect(Collectors.joining(", "));
    }

    private String summary() {
        List<Cell> cells = graph.cells();
        long served = cells.stream().filter(cell -> cell.state().succeeded()).count();
        long undecided =
                graph.groups().stream().filter(group -> !group.decided()).count();
        return "%d cells served, %d must run%s"
                .formatted(
                        served,
                        cells.size() - served,
                        undecided == 0 ? "" : ", " + undecided + " × ? known once these have run");
    }
}
