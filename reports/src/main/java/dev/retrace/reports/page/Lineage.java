package dev.retrace.reports.page;

import dev.retrace.engine.step.StepException;
import dev.retrace.reports.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * How everything that a report rests on was made, by content alone: what the engine hands to steps
 * that ask for it.
 *
 * @param cells in the plan's order, so that what is read comes before who reads it
 * @param missing inputs that could not be had
 * @param workflow what was run
 * @param engine the version that ran it; empty if unknown
 */
record Lineage(List<Cell> cells, List<Missing> missing, Workflow workflow, String engine) {

    /** Nothing known. */
    static final Lineage NONE = new Lineage(null, null, null, null);

    Lineage(
            @Nullable List<Cell> cells,
            @Nullable List<Missing> missing,
            @Nullable Workflow workflow,
            @Nullable String engine) {
        this.cells = cells == null ? List.of() : List.copyOf(cells);
        this.missing = missing == null ? List.of() : List.copyOf(missing);
        this.workflow = workflow == null ? new Workflow(null, null, null, null, null) : workflow;
        this.engine = engine == null ? "" : engine;
    }

    /**
     * What the workflow file says of itself, and what was asked of it.
     *
     * @param file its last name
     * @param params their values, in which a path is its last name
     * @param changed those whose values are not the file's own
     */
    record Workflow(String name, String description, String file, Map<String, String> params, List<String> changed) {

        Workflow(
                @Nullable String name,
                @Nullable String description,
                @Nullable String file,
                @Nullable Map<String, String> params,
                @Nullable List<String> changed) {
            this.name = name == null ? "" : name;
            this.description = description == null ? "" : description;
            this.file = file == null ? "" : file;
            this.params = params == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(params));
            this.changed = changed == null ? List.of() : List.copyOf(changed);
        }
    }

    /**
     * A cell that could not be computed, and why.
     *
     * @param position how many of the figures that are there stand before it
     */
    record Missing(String cell, String message, int position) {}

    /** An artifact that a cell read, with the coordinates of the cell that made it. */
    record Source(@Nullable Map<String, String> coordinates, String digest) {}

    /** An artifact that a cell made. */
    record Artifact(String digest, long size) {}

    /**
     * One cell.
     *
     * @param cell its own name, {@code trace-h#0}
     * @param id of its step in the workflow
     * @param step what kind of work it is
     * @param numerics precision, device class and torch, absent for steps that compute no tensors
     */
    record Cell(
            String cell,
            String id,
            String step,
            int version,
            String key,
            JsonNode parameters,
            Map<String, List<Source>> inputs,
            Map<String, Artifact> outputs,
            @Nullable JsonNode numerics) {

        Cell {
            parameters = parameters == null ? JsonNodeFactory.instance.objectNode() : parameters;
            inputs = inputs == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
            outputs = outputs == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        }

        boolean made(String digest) {
            return outputs.values().stream()
                    .anyMatch(artifact -> artifact.digest().equals(digest));
        }
    }

    /** @throws StepException if the file is not a lineage */
    static Lineage read(Path file) throws IOException {
        try {
            return Json.mapper().readValue(Files.readAllBytes(file), Lineage.class);
        } catch (JacksonException malformed) {
            throw new StepException(
                    "lineage: not the JSON that the engine writes: " + malformed.getOriginalMessage(), malformed);
        }
    }

    /** The cell of this step that made the artifact, else any that did. */
    Optional<Cell> maker(String id, String digest) {
        List<Cell> makers = cells.stream().filter(cell -> cell.made(digest)).toList();
        return makers.stream()
                .filter(cell -> cell.id().equals(id))
                .findFirst()
                .or(() -> makers.stream().findFirst());
    }

    /** All cells that the last one rests on, itself included, in the plan's order. */
    List<Cell> chain(Cell last) {
        Map<String, Set<Cell>> makers = new HashMap<>();
        for (Cell cell : cells) {
            for (Artifact artifact : cell.outputs().values()) {
                makers.computeIfAbsent(artifact.digest(), any -> new LinkedHashSet<>())
                        .add(cell);
            }
        }
        Set<String> reached = new LinkedHashSet<>(Set.of(last.cell()));
        Deque<Cell> open = new ArrayDeque<>(List.of(last));
        while (!open.isEmpty()) {
            for (List<Source> sources : open.remove().inputs().values()) {
                for (Source source : sources) {
                    for (Cell maker : makers.getOrDefault(source.digest(), Set.of())) {
                        if (reached.add(maker.cell())) {
                            open.add(maker);
                        }
                    }
                }
            }
        }
        return cells.stream().filter(cell -> reached.contains(cell.cell())).toList();
    }
}
