package dev.retrace.engine.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows what undecided combinations wait for, up to the cells that must run. */
final class WaitingFor {

    private static final int MOST_NAMED = 5;

    private final Explanation explanation;
    private final Map<CellGroup, Map<String, Cell>> roots;

    /** @param roots what is known of the combinations above, of each step one cell; added to */
    WaitingFor(Explanation explanation, Map<CellGroup, Map<String, Cell>> roots) {
        this.explanation = explanation;
        this.roots = roots;
    }

    Waiting of(CellGroup group) {
        List<CellGroup> open = open(group);
        List<String> through = new ArrayList<>();
        Optional<CellGroup> next = open.stream().findFirst();
        while (next.isPresent() && !next.get().decided()) {
            next = open(next.get()).stream().findFirst();
            next.ifPresent(above -> through.add(above.name()));
        }
        List<Reason.Cause> because = new ArrayList<>();
        roots(group).forEach((step, cell) -> because.add(new Reason.Cause(step, explanation.reason(cell))));
        Optional<List<KeyDifference>> already = explanation.already(group);
        return new Waiting(
                open.stream().limit(MOST_NAMED).map(CellGroup::name).toList(),
                Math.max(0, open.size() - MOST_NAMED),
                through,
                because,
                already.orElse(List.of()),
                already.isPresent());
    }

    private Map<String, Cell> roots(CellGroup group) {
        Map<String, Cell> known = roots.get(group);
        if (known != null) {
            return known;
        }
        Map<String, Cell> found = new LinkedHashMap<>();
        for (CellGroup need : open(group)) {
            if (!need.decided()) {
                roots(need).forEach(found::putIfAbsent);
            }
            need.cells().stream()
                    .filter(cell -> cell.state() == Cell.State.READY)
                    .findFirst()
                    .ifPresent(cell -> found.putIfAbsent(cell.node().id(), cell));
        }
        roots.put(group, found);
        return found;
    }

    private static List<CellGroup> open(CellGroup group) {
        return group.needs().stream().filter(need -> !need.done()).toList();
    }
}
