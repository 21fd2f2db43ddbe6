package dev.retrace.steps.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.table.Table;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.dataset.OraclePair;
import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.effect.LayerWindow;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Averages over 60 facts, made from the table that the step writes, against an independent implementation. */
class AverageIndirectEffectOracleTest {

    private static final double SINGLE_PRECISION = 1e-3;

    /** Two of the file's seven, for time: the others' probabilities are compared in {@link TracingOracleTest}. */
    private static final Set<PatchStep.Parameters> MEASURED =
            Set.of(new PatchStep.Parameters(State.H, 1), new PatchStep.Parameters(State.O, 3));

    @Test
    void bothNormalisationsAgreeInEveryBucketAndLayer() throws IOException {
        Path oracle = SharedFolder.require("oracles/aie-facts-mamba-13m.json");
        Path folder = SharedFolder.require("models/facts-mamba-13m");
        try (Tokenizer tokenizer = Tokenizer.load(folder.resolve("tokenizer.json"));
                LanguageModel model = ModelLoader.ofFolder(folder, TestDevice.NAME)) {
            JsonNode expected = JsonMapper.shared().readTree(oracle.toFile());
            List<Pair> pairs = new ArrayList<>();
            expected.get("facts").forEach(each -> pairs.add(OraclePair.of(each, tokenizer)));
            for (JsonNode table : expected.get("tables")) {
                PatchStep.Parameters parameters = new PatchStep.Parameters(
                        State.valueOf(table.get("state").stringValue().toUpperCase(Locale.ROOT)),
                        table.get("window").intValue());
                if (MEASURED.contains(parameters)) {
                    assertAgrees(table, effects(model, tokenizer, pairs, parameters), parameters);
                }
            }
        }
    }

    private static Table effects(
            LanguageModel model, Tokenizer tokenizer, List<Pair> pairs, PatchStep.Parameters parameters) {
        EffectTable table = new EffectTable(parameters, tokenizer);
        ActivationPatching patching =
                new ActivationPatching(model, parameters.state(), new LayerWindow(parameters.window()));
        for (List<Pair> group : patching.groups(pairs)) {
            patching.trace(group).forEach(table::add);
        }
        return table.build();
    }

    private static void assertAgrees(JsonNode expected, Table effects, PatchStep.Parameters parameters) {
        for (String normalisation : List.of("paper", "proper")) {
            Map<String, Double> averages = averages(effects, "ie_" + normalisation);
            for (Bucket bucket : Bucket.values()) {
                JsonNode layers = expected.get("aie").get(normalisation).get(bucket.label());
                for (int layer = 0; layer < layers.size(); layer++) {
                    String where = parameters + " " + normalisation + " " + bucket + " layer " + layer;
                    assertEquals(
                            layers.get(layer).doubleValue(),
                            averages.getOrDefault(bucket.label() + " " + layer, Double.NaN),
                            SINGLE_PRECISION,
                            where);
                }
            }
        }
    }

    /** The mean over facts of each fact's mean over its tokens in a bucket, by bucket and layer. */
    private static Map<String, Double> averages(Table effects, String column) {
        Map<List<String>, Double> means = IntStream.range(0, effects.size())
                .boxed()
                .collect(Collectors.groupingBy(
                        row -> List.of(
                                effects.text(row, "bucket") + " " + effects.text(row, "layer"),
                                effects.text(row, "fact")),
                        Collectors.averagingDouble(row -> effects.number(row, column))));
        return means.entrySet().stream()
                .collect(Collectors.groupingBy(
                        mean -> mean.getKey().get(0), Collectors.averagingDouble(Map.Entry::getValue)));
    }
}
