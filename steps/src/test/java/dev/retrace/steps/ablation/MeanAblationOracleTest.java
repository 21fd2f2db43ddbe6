package dev.retrace.steps.ablation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.TestDevice;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.effect.LayerWindow;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Means and ablated probabilities against an independent implementation in double precision. */
class MeanAblationOracleTest {

    private static final Architecture MODEL =
            new Architecture("mamba1", 16, 8192, Architecture.ANY_LENGTH, 640, Map.of(), Map.of());

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"mamba1-tiny", "falcon-mamba-tiny"})
    void aSmallRandomModelAgreesInEverySettingAndWindow(String name) throws Exception {
        Path tiny = Path.of(Objects.requireNonNull(MeanAblationOracleTest.class.getResource("/" + name))
                .toURI());
        JsonNode oracle =
                JsonMapper.shared().readTree(tiny.resolve("mean-ablation.json").toFile());
        try (LanguageModel model = ModelLoader.ofFolder(tiny, TestDevice.NAME)) {
            assertAgrees(model, oracle);
        }
    }

    @Test
    void aTrainedModelAgreesInEverySetting() throws IOException {
        Path oracle = SharedFolder.require("oracles/mean-ablation-facts-mamba-13m.json");
        Path model = SharedFolder.require("models/facts-mamba-13m");
        try (LanguageModel loaded = ModelLoader.ofFolder(model, TestDevice.NAME)) {
            assertAgrees(loaded, JsonMapper.shared().readTree(oracle.toFile()));
        }
    }

    @Test
    void promptsAndTextsAreTokenisedAsThere() throws IOException {
        Path oracle = SharedFolder.require("oracles/mean-ablation-facts-mamba-13m.json");
        Path model = SharedFolder.require("models/facts-mamba-13m");
        JsonNode expected = JsonMapper.shared().readTree(oracle.toFile());
        try (Tokenizer tokenizer = Tokenizer.load(model.resolve("tokenizer.json"))) {
            for (JsonNode each : expected.get("cases")) {
                String text = each.get("text").stringValue();
                String subject = each.get("subject").stringValue();
                String template = text.replace("<|endoftext|> ", "").replace(subject, "{}");
                Fact fact = new Fact("r", template, subject, "o");

                Prompt prompt = Prompt.of(fact, "<|endoftext|> ", tokenizer, MODEL);

                assertEquals(prompt(each).ids(), prompt.ids());
                assertEquals(prompt(each).subject(), prompt.subject());
            }
        }
    }

    private void assertAgrees(LanguageModel model, JsonNode oracle) throws IOException {
        RunningMeans running = new RunningMeans(model, State.A, 128);
        oracle.get("texts").forEach(ids -> running.add(ids(ids)));
        List<float[]> found = running.means();
        assertMeansAgree(oracle.get("mean_a"), found);
        StateMeans.write(folder.resolve("means"), State.A, found);
        List<Prompt> prompts = new ArrayList<>();
        oracle.get("cases").forEach(each -> prompts.add(prompt(each)));
        try (StateMeans means = StateMeans.read(folder.resolve("means"), model.architecture(), TestDevice.NAME)) {
            for (JsonNode window : oracle.get("windows")) {
                MeanAblation ablation =
                        new MeanAblation(model, means, new LayerWindow(window.intValue()), List.of(Setting.values()));
                List<Ablation> all = ablation.measure(prompts);
                for (int i = 0; i < all.size(); i++) {
                    JsonNode expected = oracle.get("cases").get(i / (all.size() / prompts.size()));
                    assertAgrees(expected, window.toString(), all.get(i));
                }
            }
        }
    }

    private static void assertMeansAgree(JsonNode expected, List<float[]> means) {
        for (int layer = 0; layer < expected.size(); layer++) {
            double squares = 0;
            for (float value : means.get(layer)) {
                squares += (double) value * value;
            }
            assertClose(expected.get(layer).get("norm").doubleValue(), Math.sqrt(squares), "norm in layer " + layer);
            JsonNode values = expected.get(layer).path("full").isArray()
                    ? expected.get(layer).get("full")
                    : expected.get(layer).get("first8");
            for (int i = 0; i < values.size(); i++) {
                assertClose(values.get(i).doubleValue(), means.get(layer)[i], "mean in layer " + layer);
            }
        }
    }

    private static void assertAgrees(JsonNode expected, String window, Ablation measured) {
        String setting = measured.cell().setting().label();
        int layer = measured.cell().layer();
        String where = setting + ", window " + window + ", layer " + layer;
        assertEquals(expected.get("positions").get(setting).size(), measured.tokens());
        assertEquals(expected.get("answer").intValue(), measured.answer());
        assertClose(expected.get("p").doubleValue(), measured.clean(), "p");
        assertClose(
                expected.get("p_ablated").get(setting).get(window).get(layer).doubleValue(), measured.ablated(), where);
    }

    private static Prompt prompt(JsonNode expected) {
        return new Prompt(
                "fact",
                "relation",
                "",
                expected.get("ids").valueStream().map(JsonNode::intValue).toList(),
                new TokenSpan(
                        expected.get("subject_start").intValue(),
                        expected.get("subject_end").intValue()));
    }

    private static int[] ids(JsonNode ids) {
        return ids.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    /** Single precision: a hundred-thousandth and a thousandth of the value. */
    private static void assertClose(double expected, double actual, String where) {
        assertTrue(
                Math.abs(actual - expected) <= 1e-5 + 1e-3 * Math.abs(expected),
                () -> where + ": expected " + expected + ", but was " + actual);
    }
}
