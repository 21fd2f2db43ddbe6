package dev.retrace.reports.page;

import dev.retrace.engine.step.InputFile;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.IdleLane;
import dev.retrace.reports.figure.Plots;
import dev.retrace.reports.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A report as a workflow would give it: two drawn figures, one missing, and the lineage of all. */
final class SampleReport {

    static final int LAYERS = 16;
    static final int FACTS = 20;

    private static final List<String> BUCKETS =
            List.of("last", "further", "subject_last", "subject_2nd_last", "subject_earlier");

    private final Path folder;
    private final Map<String, Path> files = new LinkedHashMap<>();
    private final List<Part> parts = new ArrayList<>();
    private final ObjectNode lineage = Json.mapper().createObjectNode();
    private final ArrayNode cells = lineage.putArray("cells");
    private String citation = """
            @misc{sharma2024,
              title  = {Locating and Editing Factual Associations in Mamba},
              eprint = {2404.03646}
            }
            """;
    private boolean vectors;

    SampleReport(Path folder) {
        this.folder = folder;
    }

    /** The whole sample. */
    static Path write(Path folder) throws IOException {
        return new SampleReport(folder)
                .workflow("paper", "Every figure of “Locating and Editing Factual Associations in Mamba”")
                .figure(
                        "figure-2b",
                        Plots.heatMap()
                                .put("title", "Restoring the residual h of a single layer")
                                .put(
                                        "caption",
                                        "Average indirect effect of restoring h after each layer, at each kind of token.")
                                .put("paper-figure", "2b")
                                .put("guard", 0.1)
                                .put("x-label", "layer"))
                .missing("figure-3a", "trace-window[state=o]#2 failed: out of memory: needs 7.4 GB, 6.1 GB are free")
                .figure(
                        "figure-3c",
                        Plots.heatMap()
                                .put("title", "Restoring s in windows of ten layers")
                                .put("paper-figure", "3c")
                                .put("colors", "reds")
                                .put("normalisation", "proper")
                                .put("x-label", "centre of the interval of 10 patched layers"))
                .report("report.html");
    }

    SampleReport workflow(String name, String description) throws IOException {
        lineage.put("engine", "0.1.0");
        ObjectNode told = lineage.putObject("workflow").put("name", name).put("description", description);
        told.put("file", "paper.yaml")
                .putObject("params")
                .put("model", "hf:state-spaces/mamba-2.8b-hf@main")
                .put("relations", "relations")
                .put("facts", "20");
        told.putArray("changed").add("relations").add("facts");
        String model = store("{\"family\":\"Mamba1\",\"config\":{\"num_hidden_layers\":16,\"hidden_size\":256,"
                + "\"state_size\":16,\"vocab_size\":4096}}");
        ObjectNode loading = cell("mamba", "mamba", "load-model", Map.of(), Map.of("model", model));
        loading.withObject("/parameters")
                .putObject("source")
                .put("config.json", digest("c"))
                .put("model.safetensors", digest("w"));
        String facts = store("facts");
        cell("facts", "facts", "load-facts", Map.of(), Map.of("facts", facts))
                .withObject("/parameters")
                .put("source", digest("relations"));
        String pairs = store("pairs");
        ObjectNode building = cell(
                "pairs",
                "pairs",
                "build-corruptions",
                Map.of("model", List.of(model), "facts", List.of(facts)),
                Map.of("pairs", pairs));
        building.withObject("/parameters").put("seed", 7);
        building.putObject("numerics")
                .put("precision", "float32")
                .put("device", "cpu")
                .put("torch", "2.7");
        return this;
    }

    SampleReport figure(String id, ObjectNode parameters) throws IOException {
        return figure(id, parameters, effects());
    }

    SampleReport figure(String id, ObjectNode parameters, Table table) throws IOException {
        List<String> shards = new ArrayList<>();
        for (int shard = 0; shard < 4; shard++) {
            String effects = store("effects of shard " + shard + " for " + id);
            ObjectNode tracing = cell(
                    "trace-" + id + "#" + shard,
                    "trace-" + id,
                    "patch",
                    Map.of("pairs", List.of(store("pairs"))),
                    Map.of("effects", effects));
            tracing.withObject("/parameters").put("state", "h").put("window", 1);
            shards.add(effects);
        }
        Path figure = Plots.draw(
                Files.createDirectories(folder.resolve("of-" + DigestUtils.sha256Hex(id))), table, parameters);
        String digest = store(Files.readString(figure));
        cell(id, id, "plot", Map.of("table", shards), Map.of("figure", digest)).set("parameters", parameters);
        parts.add(new Part(Map.of("step", id), new InputFile(figure, digest.substring("sha256:".length()))));
        return this;
    }

    SampleReport schematic(String id, String drawing) throws IOException {
        Path figure =
                Plots.schematic(Files.createDirectories(folder.resolve("of-" + DigestUtils.sha256Hex(id))), drawing);
        String digest = store(Files.readString(figure));
        cell(id, id, "schematic", Map.of(), Map.of("figure", digest))
                .withObject("/parameters")
                .put("drawing", drawing);
        parts.add(new Part(Map.of("step", id), new InputFile(figure, digest.substring("sha256:".length()))));
        return this;
    }

    /** With SVG files, which take some seconds. */
    SampleReport vectors() {
        vectors = true;
        return this;
    }

    SampleReport missing(String cell, String message) {
        ArrayNode missing = lineage.has("missing") ? (ArrayNode) lineage.get("missing") : lineage.putArray("missing");
        missing.addObject().put("cell", cell).put("message", message).put("position", parts.size());
        return this;
    }

    SampleReport param(String name, String value) {
        lineage.withObject("/workflow/params").put(name, value);
        lineage.withArray("/workflow/changed").add(name);
        return this;
    }

    SampleReport citing(String given) {
        citation = given;
        return this;
    }

    Path report(String name) throws IOException {
        Path told = folder.resolve("lineage.json");
        byte[] content = Json.mapper().writeValueAsBytes(lineage);
        Files.write(told, content);
        Inputs inputs = new Inputs(
                Map.of(
                        "figures",
                        parts,
                        "lineage",
                        List.of(new Part(Map.of(), new InputFile(told, DigestUtils.sha256Hex(content))))),
                sha256 -> Objects.requireNonNull(files.get(sha256), sha256));
        ReportStep step = new ReportStep();
        ObjectNode parameters = Json.mapper()
                .createObjectNode()
                .put("paper", "Sen Sharma, Atkinson and Bau (arXiv 2404.03646)")
                .put("note", "A sample: its effects are drawn <at random>.")
                .put("citation", citation)
                .put("vectors", vectors);
        step.run(
                ParameterCodec.read(ReportStep.Parameters.class, parameters),
                inputs,
                new Outputs(folder, step.descriptor().outputs()),
                new IdleLane());
        return Files.move(
                folder.resolve("report.html"), folder.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** Effects of the shape that trained models show: two sites, noise, a weak fact, no token before some subjects. */
    static Table effects() {
        Random noise = new Random(7);
        Table.Builder table =
                Table.of("fact", "relation", "layer", "bucket", "token", "p_high", "p_low", "ie_paper", "ie_proper");
        for (int fact = 0; fact < FACTS; fact++) {
            double low = fact == 3 ? 0.85 : 0.02 + 0.002 * fact;
            for (int layer = 0; layer < LAYERS; layer++) {
                for (String bucket : BUCKETS) {
                    double proper = site(bucket, layer) + 0.03 * noise.nextGaussian();
                    table.row(
                            "fact-" + fact,
                            fact % 3 == 0 ? "place_in_city" : "country_capital_city",
                            layer,
                            bucket,
                            4,
                            0.9,
                            low,
                            proper + low / (0.9 - low),
                            proper);
                }
            }
        }
        return table.build();
    }

    private static double site(String bucket, int layer) {
        return switch (bucket) {
            case "last" -> 1 / (1 + Math.exp(12 - layer));
            case "subject_last" -> 0.58 / (1 + Math.exp(layer - 11));
            case "subject_2nd_last" -> 0.16 / (1 + Math.exp(layer - 8));
            default -> 0.01;
        };
    }

    /** With sorted names, as the engine writes them: a map made by {@code Map.of} has another order in each JVM. */
    private ObjectNode cell(
            String cell, String id, String step, Map<String, List<String>> inputs, Map<String, String> outputs) {
        ObjectNode node = cells.addObject()
                .put("cell", cell)
                .put("id", id)
                .put("step", step)
                .put("version", 1);
        node.put("key", digest("key of " + cell));
        node.putObject("parameters");
        ObjectNode reads = node.putObject("inputs");
        new TreeMap<>(inputs).forEach((slot, digests) -> {
            ArrayNode sources = reads.putArray(slot);
            digests.forEach(digest -> sources.addObject().put("digest", digest).putObject("coordinates"));
        });
        ObjectNode makes = node.putObject("outputs");
        new TreeMap<>(outputs)
                .forEach((name, digest) ->
                        makes.putObject(name).put("digest", digest).put("size", 1));
        return node;
    }

    private String store(String content) throws IOException {
        String sha256 = DigestUtils.sha256Hex(content);
        Path file = folder.resolve(sha256);
        Files.writeString(file, content);
        files.put(sha256, file);
        return "sha256:" + sha256;
    }

    private static String digest(String of) {
        return "sha256:" + DigestUtils.sha256Hex(of);
    }
}
