package dev.retrace.reports.page;

import dev.retrace.reports.text.VisibleText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One step on the way to a figure: its cells taken together, since shards and sweeps differ in little.
 *
 * @param id of the step in the workflow
 * @param step what kind of work it is, with its version
 * @param cells how many cells of it take part
 * @param parameters name to value; where cells differ, all values
 * @param inputs slot to digests
 * @param outputs name to digests
 * @param keys of the cells
 */
public record Stage(
        String id,
        String step,
        int cells,
        List<Entry> parameters,
        List<Entry> inputs,
        List<Entry> outputs,
        List<Entry> keys) {

    private static final int SHOWN = 3;

    /** A name and what it stands for. */
    public record Entry(String name, String value) {

        /** Whether the value is nothing but a digest. */
        public boolean isDigest() {
            return value.matches("sha256:[0-9a-f]{64}");
        }
    }

    /** The steps of a chain of cells, in its order. */
    static List<Stage> of(List<Lineage.Cell> chain) {
        Map<String, List<Lineage.Cell>> steps = new LinkedHashMap<>();
        chain.forEach(cell ->
                steps.computeIfAbsent(cell.id(), any -> new ArrayList<>()).add(cell));
        return steps.values().stream().map(Stage::together).toList();
    }

    private static Stage together(List<Lineage.Cell> cells) {
        Map<String, Set<String>> parameters = new LinkedHashMap<>();
        Map<String, Set<String>> inputs = new LinkedHashMap<>();
        Map<String, Set<String>> outputs = new LinkedHashMap<>();
        Map<String, Set<String>> keys = new LinkedHashMap<>();
        for (Lineage.Cell cell : cells) {
            cell.parameters()
                    .properties()
                    .forEach(parameter -> add(parameters, parameter.getKey(), parameter.getValue()));
            cell.inputs().forEach((slot, sources) -> sources.forEach(source -> add(inputs, slot, source.digest())));
            cell.outputs().forEach((name, artifact) -> add(outputs, name, artifact.digest()));
            add(keys, "key", cell.key());
        }
        Lineage.Cell first = cells.get(0);
        return new Stage(
                VisibleText.of(first.id()),
                VisibleText.of(first.step()) + ", version " + first.version(),
                cells.size(),
                entries(parameters),
                entries(inputs),
                entries(outputs),
                entries(keys));
    }

    private static void add(Map<String, Set<String>> all, String name, JsonNode value) {
        if (!value.isNull()) {
            add(all, name, value.isString() ? value.asString() : value.toString());
        }
    }

    private static void add(Map<String, Set<String>> all, String name, String value) {
        all.computeIfAbsent(name, any -> new LinkedHashSet<>()).add(value);
    }

    private static List<Entry> entries(Map<String, Set<String>> all) {
        List<Entry> entries = new ArrayList<>();
        all.forEach((name, values) -> entries.add(new Entry(VisibleText.of(name), VisibleText.of(shortened(values)))));
        return entries;
    }

    private static String shortened(Set<String> values) {
        String shown = String.join(", ", values.stream().limit(SHOWN).toList());
        return values.size() <= SHOWN ? shown : shown + " and " + (values.size() - SHOWN) + " more";
    }
}
