package dev.retrace.reports.page;

import dev.retrace.reports.page.Stage.Entry;
import dev.retrace.reports.text.VisibleText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What a whole report rests on, in a few lines: models, data, how numbers were computed, seeds.
 *
 * @param origins the cells that read nothing but the user's own files
 * @param computation precision, device class and torch
 * @param seeds step to seed
 */
public record Provenance(List<Origin> origins, List<Entry> computation, List<Entry> seeds) {

    private static final int FILES_SHOWN = 6;
    private static final String MODEL_STEP = "load-model";
    private static final Map<String, String> MODEL_FIELDS = modelFields();

    /**
     * Something that came from outside.
     *
     * @param id of the step that took it in
     * @param step what kind of work that is
     * @param facts what is known of it: for a model family and sizes, for all the digests
     * @param digest of the user's file, or of what was read from several; empty if it reads none
     */
    public record Origin(String id, String step, List<Entry> facts, String digest) {

        /** Whether it is a model. */
        boolean isModel() {
            return step.equals(MODEL_STEP);
        }
    }

    /** Reads a small JSON artifact by its digest. */
    interface Artifacts {
        JsonNode json(String digest);
    }

    /** The lines for these cells. */
    static Provenance of(List<Lineage.Cell> cells, Artifacts artifacts) {
        List<Origin> origins = new ArrayList<>();
        Map<String, Set<String>> computation = new TreeMap<>();
        Map<String, Set<String>> seeds = new LinkedHashMap<>();
        for (Lineage.Cell cell : cells) {
            if (cell.inputs().isEmpty()) {
                origins.add(origin(cell, artifacts));
            }
            JsonNode numerics = cell.numerics();
            if (numerics != null) {
                numerics.properties().forEach(entry -> add(computation, entry.getKey(), entry.getValue()));
            }
            JsonNode seed = cell.parameters().get("seed");
            if (seed != null) {
                add(seeds, cell.id(), seed);
            }
        }
        return new Provenance(origins, entries(computation), entries(seeds));
    }

    private static Origin origin(Lineage.Cell cell, Artifacts artifacts) {
        List<Entry> facts = new ArrayList<>();
        if (cell.step().equals(MODEL_STEP)) {
            cell.outputs().values().forEach(artifact -> facts.addAll(modelFacts(artifacts.json(artifact.digest()))));
        }
        cell.parameters().properties().forEach(parameter -> addTo(facts, parameter.getKey(), parameter.getValue()));
        cell.outputs()
                .forEach((name, artifact) ->
                        facts.add(new Entry(VisibleText.of(name), VisibleText.of(artifact.digest()))));
        return new Origin(VisibleText.of(cell.id()), VisibleText.of(cell.step()), facts, VisibleText.of(digest(cell)));
    }

    private static String digest(Lineage.Cell cell) {
        String digest = "";
        for (Map.Entry<String, JsonNode> parameter : cell.parameters().properties()) {
            JsonNode value = parameter.getValue();
            if (value.isObject()) {
                return cell.outputs().values().stream()
                        .findFirst()
                        .map(Lineage.Artifact::digest)
                        .orElse("");
            } else if (value.isString() && value.asString().startsWith("sha256:")) {
                digest = value.asString();
            }
        }
        return digest;
    }

    /** What a model's description says of its architecture, at its top or under {@code config}. */
    private static List<Entry> modelFacts(JsonNode model) {
        Map<String, String> found = new LinkedHashMap<>();
        MODEL_FIELDS.forEach((field, name) -> {
            JsonNode value = model.hasNonNull(field)
                    ? model.get(field)
                    : model.path("config").path(field);
            if (value.isValueNode() && !value.isMissingNode() && !value.isNull()) {
                found.putIfAbsent(name, text(value));
            }
        });
        List<Entry> facts = new ArrayList<>();
        found.forEach((name, value) -> facts.add(new Entry(name, VisibleText.of(value))));
        return facts;
    }

    private static Map<String, String> modelFields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("family", "family");
        fields.put("model_type", "family");
        fields.put("num_hidden_layers", "layers");
        fields.put("n_layer", "layers");
        fields.put("hidden_size", "width");
        fields.put("d_model", "width");
        fields.put("n_embd", "width");
        fields.put("state_size", "state size");
        fields.put("vocab_size", "vocabulary");
        return fields;
    }

    /** A folder's files one by one, or their number where they are many. */
    private static void addTo(List<Entry> facts, String name, JsonNode value) {
        if (value.isObject() && value.size() > FILES_SHOWN) {
            facts.add(new Entry(VisibleText.of(name), value.size() + " files"));
        } else if (value.isObject()) {
            value.properties().forEach(file -> addTo(facts, file.getKey(), file.getValue()));
        } else if (!value.isNull()) {
            facts.add(new Entry(VisibleText.of(name), VisibleText.of(text(value))));
        }
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }

    private static void add(Map<String, Set<String>> all, String name, JsonNode value) {
        all.computeIfAbsent(name, any -> new LinkedHashSet<>()).add(text(value));
    }

    private static List<Entry> entries(Map<String, Set<String>> all) {
        List<Entry> entries = new ArrayList<>();
        all.forEach((name, values) ->
                entries.add(new Entry(VisibleText.of(name), VisibleText.of(String.join(", ", values)))));
        return entries;
    }
}
