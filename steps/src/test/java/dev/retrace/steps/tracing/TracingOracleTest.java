package dev.retrace.steps.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.TestDevice;
import dev.retrace.steps.dataset.OraclePair;
import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.effect.LayerWindow;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Patched probabilities against an independent implementation in double precision. */
class TracingOracleTest {

    @ParameterizedTest
    @ValueSource(strings = {"mamba1-tiny", "falcon-mamba-tiny", "mamba2-tiny", "gptneox-tiny"})
    void aSmallRandomModelAgreesInEveryStateAndWindow(String name) throws Exception {
        Path folder = Path.of(Objects.requireNonNull(TracingOracleTest.class.getResource("/" + name))
                .toURI());
        JsonNode cases = cases(folder.resolve("tracing.json"));
        try (LanguageModel model = ModelLoader.ofFolder(folder, TestDevice.NAME)) {
            List<Pair> pairs = new ArrayList<>();
            // Which tokens are the subject does not matter here.
            cases.forEach(each -> pairs.add(OraclePair.ofIds(each, TokenSpan.at(0))));
            assertAllAgree(model, pairs, cases);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"facts-mamba-13m", "facts-neox-20m"})
    void aTrainedModelAgreesInEveryState(String name) throws IOException {
        JsonNode cases = cases(SharedFolder.require("oracles/tracing-" + name + ".json"));
        Path folder = SharedFolder.require("models/" + name);
        try (Tokenizer tokenizer = Tokenizer.load(folder.resolve("tokenizer.json"));
                LanguageModel model = ModelLoader.ofFolder(folder, TestDevice.NAME)) {
            List<Pair> pairs = new ArrayList<>();
            cases.forEach(each -> pairs.add(OraclePair.of(each, tokenizer)));
            assertAllAgree(model, pairs, cases);
        }
    }

    private static JsonNode cases(Path oracle) {
        return JsonMapper.shared().readTree(oracle.toFile()).get("cases");
    }

    private static void assertAllAgree(LanguageModel model, List<Pair> pairs, JsonNode cases) {
        for (int grid = 0; grid < cases.get(0).get("grids").size(); grid++) {
            assertGridsAgree(model, pairs, cases, grid);
        }
    }

    private static void assertGridsAgree(LanguageModel model, List<Pair> pairs, JsonNode cases, int grid) {
        JsonNode described = cases.get(0).get("grids").get(grid);
        State state = State.valueOf(described.get("state").stringValue().toUpperCase(Locale.ROOT));
        LayerWindow window = new LayerWindow(described.get("window").intValue());
        List<CausalTrace> traces = new ActivationPatching(model, state, window).trace(pairs);
        for (int i = 0; i < traces.size(); i++) {
            JsonNode expected = cases.get(i);
            assertEquals(
                    state.symbol(), expected.get("grids").get(grid).get("state").stringValue());
            assertEquals(expected.get("answer").intValue(), traces.get(i).answer());
            assertClose(
                    expected.get("p_high").doubleValue(),
                    traces.get(i).effect(0, 0).high(),
                    "p_high");
            assertClose(
                    expected.get("p_low").doubleValue(),
                    traces.get(i).effect(0, 0).low(),
                    "p_low");
            assertClose(expected.get("grids").get(grid).get("p"), traces.get(i), state + " of case " + i);
        }
    }

    private static void assertClose(JsonNode expected, CausalTrace trace, String where) {
        assertEquals(expected.size(), trace.pair().length());
        for (int token = 0; token < expected.size(); token++) {
            assertEquals(expected.get(token).size(), trace.layers());
            for (int layer = 0; layer < trace.layers(); layer++) {
                assertClose(
                        expected.get(token).get(layer).doubleValue(),
                        trace.effect(token, layer).patched(),
                        where + ", token " + token + ", layer " + layer);
            }
        }
    }

    /** Single precision: a hundred-thousandth and a thousandth of the value. */
    private static void assertClose(double expected, double actual, String where) {
        assertTrue(
                Math.abs(actual - expected) <= 1e-5 + 1e-3 * Math.abs(expected),
                () -> where + ": expected " + expected + ", but was " + actual);
    }
}
