package dev.retrace.engine.plan;

import dev.retrace.engine.workflow.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the combinations that references select. Remembers them by the values of the axes that are
 * selected, or a sweep that reads another one cell by cell would look at each pair. Mutable.
 */
final class Selections {

    private final Map<String, List<CellGroup>> byStep;

    /** By step, by the names of the axes, by their values. */
    private final Map<String, Map<Set<String>, Map<Map<String, String>, List<CellGroup>>>> known = new HashMap<>();

    /** @param byStep the combinations of each step, by its id; complete when the first is looked for */
    Selections(Map<String, List<CellGroup>> byStep) {
        this.byStep = byStep;
    }

    /** Those that a reference selects, in matrix order. */
    List<CellGroup> of(Reference reference) {
        return known.computeIfAbsent(reference.step(), first -> new HashMap<>())
                .computeIfAbsent(reference.selected().keySet(), axes -> byValues(reference.step(), axes))
                .getOrDefault(reference.selected(), List.of());
    }

    private Map<Map<String, String>, List<CellGroup>> byValues(String step, Set<String> axes) {
        Map<Map<String, String>, List<CellGroup>> groups = new HashMap<>();
        for (CellGroup group : byStep.getOrDefault(step, List.of())) {
            Map<String, String> values = new HashMap<>(group.spec().coordinates());
            values.keySet().retainAll(axes);
            groups.computeIfAbsent(values, first -> new ArrayList<>()).add(group);
        }
        return groups;
    }
}
