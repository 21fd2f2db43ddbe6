package dev.retrace.engine.explain;

import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.plan.Explanation;
import dev.retrace.engine.plan.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All that is known of cells asked for by name: why they run or where they came from, and from what. */
public final class CellStory {

    private static final String INDENT = " ".repeat(11);
    private static final int MOST_RUNS = 20;

    private final CellGraph graph;
    private final Explanation explanation;
    private final Origin origin;
    private final Store store;

    public CellStory(CellGraph graph, Explanation explanation, Origin origin, Store store) {
        this.graph = graph;
        this.explanation = explanation;
        this.origin = origin;
        this.store = store;
    }

    /**
     * What is known of the cells of this name.
     *
     * @param name of a cell, of a combination with its shards, or a step's id
     * @return nothing if the plan has none called so
     */
    public List<String> of(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        for (CellGroup group : graph.groups()) {
            boolean all = group.name().equals(name) || group.node().id().equals(name);
            if (all && !group.skipped().isEmpty()) {
                lines.add("skipped    " + group.name() + ": " + group.skipped());
            } else if (all && !group.decided()) {
                lines.add("undecided  " + group.name() + ": "
                        + explanation.waiting(group).text());
            }
            for (Cell cell : group.cells()) {
                if (all || cell.name().equals(name)) {
                    tell(cell, lines);
                }
            }
        }
        return lines;
    }

    private void tell(Cell cell, List<String> lines) throws IOException {
        if (cell.state().succeeded()) {
            lines.add("served     " + cell.name() + ": " + origin.of(cell));
            earlyCutOff(cell).ifPresent(line -> lines.add(INDENT + line));
        } else {
            Reason reason = explanation.reason(cell);
            lines.add("must run   " + cell.name() + ": " + reason.text());
            if (!reason.nearest().isEmpty()) {
                lines.add(INDENT + "nearest earlier key " + reason.nearest());
            }
        }
        lines.add(INDENT + "key " + cell.document().key());
        InputChain.of(cell, graph, origin).forEach(line -> lines.add(INDENT + line));
    }

    /** Of the newest run that served it: whether what it reads ran again there, to the same bytes. */
    private Optional<String> earlyCutOff(Cell cell) throws IOException {
        for (String run : store.runs().ids().stream().limit(MOST_RUNS).toList()) {
            Map<String, RunCell> cells = cells(run);
            RunCell then = cells.get(cell.name());
            if (then != null && cell.document().key().toString().equals(then.key())) {
                String again = graph.groupOf(cell).needs().stream()
                        .flatMap(need -> need.cells().stream())
                        .map(Cell::name)
                        .filter(need -> Optional.ofNullable(cells.get(need))
                                .filter(made -> made.state().equals("computed"))
                                .isPresent())
                        .limit(MOST_RUNS)
                        .collect(Collectors.joining(", "));
                return then.state().equals("served") && !again.isEmpty()
                        ? Optional.of("in run " + run + " " + again
                                + " ran again and gave the same bytes, so that this was served (early cut-off)")
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Map<String, RunCell> cells(String run) {
        Map<String, RunCell> cells = new HashMap<>();
        try {
            store.runs()
                    .read(run)
                    .map(RunRecord::cells)
                    .orElse(List.of())
                    .forEach(cell -> cells.put(cell.cell(), cell));
        } catch (IOException unreadable) {
            cells.clear(); // a run that cannot be read tells nothing
        }
        return cells;
    }
}
