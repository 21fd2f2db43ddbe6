package dev.retrace.engine.plan;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.CanonicalJson;
import dev.retrace.engine.provenance.EngineVersion;
import dev.retrace.engine.workflow.Workflow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How everything that a report shows was made: the key documents and outputs of all cells above it,
 * in topological order, and what is missing. Content only: nothing of one run.
 */
final class Lineage {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Lineage() {}

    /** The lineage of a combination whose needs are all done. */
    static ObjectNode of(Workflow workflow, CellGroup of, List<CellGroup> missing) {
        ObjectNode lineage = JSON.objectNode();
        lineage.put("engine", EngineVersion.TEXT);
        lineage.set("workflow", named(workflow));
        ArrayNode cells = lineage.putArray("cells");
        for (CellGroup group : above(of)) {
            group.cells().stream().filter(cell -> cell.state().succeeded()).forEach(cell -> cells.add(entry(cell)));
        }
        ArrayNode absent = lineage.putArray("missing");
        for (CellGroup group : missing) {
            ObjectNode entry = absent.addObject();
            entry.put("cell", group.name());
            entry.put("id", group.node().id());
            entry.put("message", why(group));
            entry.put("position", partsBefore(of, group));
        }
        return lineage;
    }

    /** The file by its last name, and paths among the params too: nothing of the place. */
    private static ObjectNode named(Workflow workflow) {
        ObjectNode named = JSON.objectNode();
        named.put("name", workflow.name());
        named.put("description", workflow.description());
        named.put("file", String.valueOf(workflow.file().getFileName()));
        ObjectNode params = named.putObject("params");
        workflow.params().portable().forEach(params::put);
        ArrayNode changed = named.putArray("changed");
        workflow.params().changed().forEach(changed::add);
        return named;
    }

    private static ObjectNode entry(Cell cell) {
        ObjectNode entry = (ObjectNode) CanonicalJson.read(cell.document().text());
        entry.set("parameters", entry.remove("params"));
        entry.set("inputs", inputs(cell));
        entry.put("cell", cell.name());
        entry.put("id", cell.node().id());
        entry.put("key", cell.document().key().toString());
        ObjectNode outputs = entry.putObject("outputs");
        ActionRecord record = Objects.requireNonNull(cell.record());
        record.outputs().forEach((name, artifact) -> {
            ObjectNode output = outputs.putObject(name);
            output.put("digest", artifact.digest().toString());
            output.put("size", artifact.size());
        });
        return entry;
    }

    // All slots in one form here, unlike in the key document: a list of parts.
    private static ObjectNode inputs(Cell cell) {
        ObjectNode slots = JSON.objectNode();
        cell.inputs().forEach((slot, parts) -> {
            ArrayNode list = slots.putArray(slot);
            for (CellInput part : parts) {
                ObjectNode entry = list.addObject();
                ObjectNode coordinates = entry.putObject("coordinates");
                part.coordinates().forEach(coordinates::put);
                entry.put("digest", part.digest().toString());
            }
        });
        return slots;
    }

    private static Set<CellGroup> above(CellGroup group) {
        Set<CellGroup> all = new LinkedHashSet<>();
        collect(group, all);
        all.remove(group);
        return all;
    }

    private static void collect(CellGroup group, Set<CellGroup> into) {
        if (!into.contains(group)) {
            group.needs().forEach(need -> collect(need, into));
            into.add(group);
        }
    }

    /** How many of the parts that are there stand before the missing one. */
    private static int partsBefore(CellGroup reader, CellGroup missing) {
        int parts = 0;
        for (CellGroup need : reader.needs()) { // in the order in which the workflow lists them
            if (need.equals(missing)) {
                return parts;
            } else if (need.succeeded()) {
                parts += need.cells().size();
            }
        }
        return parts;
    }

    /** What failed, also where that is far above. */
    private static String why(CellGroup group) {
        return failed(group)
                .map(cell -> cell.name() + ": " + cell.message())
                .or(() -> above(group).stream()
                        .flatMap(need -> failed(need).stream())
                        .map(cell -> "needs " + cell.name() + ", which failed: " + cell.message())
                        .findFirst())
                .orElse(group.skipped());
    }

    private static Optional<Cell> failed(CellGroup group) {
        return group.cells().stream()
                .filter(cell -> cell.state() == Cell.State.FAILED)
                .findFirst();
    }
}
