package dev.retrace.cache;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one execution of a workflow did.
 *
 * @param id its name, which sorts by time
 * @param workflow the workflow's name
 * @param workflowFile where it was read
 * @param started when it began
 * @param finished when it ended; absent while it runs, or if it was killed
 * @param outcome {@code running}, {@code done}, {@code failed} or {@code interrupted}
 * @param environment what it ran on
 * @param cells in the plan's order
 */
public record RunRecord(
        String id,
        String workflow,
        String workflowFile,
        Instant started,
        @Nullable Instant finished,
        String outcome,
        SortedMap<String, String> environment,
        List<RunCell> cells) {

    public RunRecord {
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        cells = List.copyOf(cells);
    }

    /** The same run with what became of some cells since, and with cells that are new. */
    RunRecord with(List<RunCell> news) {
        if (news.isEmpty() || finished != null) {
            return this;
        }
        Map<String, RunCell> newest = new LinkedHashMap<>();
        cells.forEach(cell -> newest.put(cell.cell(), cell));
        news.forEach(cell -> newest.put(cell.cell(), cell));
        return new RunRecord(
                id, workflow, workflowFile, started, null, outcome, environment, List.copyOf(newest.values()));
    }

    /** The record as canonical JSON. */
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id).put("workflow", workflow).put("workflowFile", workflowFile);
        json.put("started", started.toString());
        json.put("finished", finished == null ? null : finished.toString());
        json.put("outcome", outcome);
        ObjectNode facts = json.putObject("environment");
        environment.forEach(facts::put);
        ArrayNode list = json.putArray("cells");
        cells.forEach(cell -> list.add(cell.toTree()));
        return CanonicalJson.write(json);
    }

    /**
     * Reads what {@link #toJson} wrote, ignoring fields that it does not know.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static RunRecord fromJson(String text) {
        JsonNode json = CanonicalJson.read(text);
        try {
            List<RunCell> cells = new ArrayList<>();
            json.required("cells").forEach(cell -> cells.add(RunCell.fromTree(cell)));
            return new RunRecord(
                    json.required("id").stringValue(),
                    json.required("workflow").stringValue(),
                    json.required("workflowFile").stringValue(),
                    Instant.parse(json.required("started").stringValue()),
                    instant(json, "finished"),
                    json.required("outcome").stringValue(),
                    strings(json.path("environment")),
                    cells);
        } catch (JacksonException | DateTimeException wrong) {
            throw new IllegalArgumentException("not a run: " + wrong.getMessage(), wrong);
        }
    }

    static SortedMap<String, String> strings(JsonNode object) {
        SortedMap<String, String> strings = new TreeMap<>();
        for (Map.Entry<String, JsonNode> property : object.properties()) {
            strings.put(property.getKey(), property.getValue().stringValue());
        }
        return strings;
    }

    static @Nullable String string(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isString() ? value.stringValue() : null;
    }

    static @Nullable Instant instant(JsonNode object, String name) {
        String text = string(object, name);
        return text == null ? null : Instant.parse(text);
    }
}
