package dev.retrace.steps.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.TestDevice;
import dev.retrace.steps.dataset.OraclePair;
import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Probabilities with paths blocked against an independent implementation in double precision. */
class PathBlockingOracleTest {

    /** Where a difference of probabilities says something; the ratio's error is the probabilities' over it. */
    private static final double CLEAR = 0.1;

    @ParameterizedTest
    @ValueSource(strings = {"mamba1-tiny", "falcon-mamba-tiny", "mamba2-tiny", "gptneox-tiny"})
    void aSmallRandomModelAgreesOnEveryPath(String name) throws Exception {
        Path folder = Path.of(Objects.requireNonNull(PathBlockingOracleTest.class.getResource("/" + name))
                .toURI());
        JsonNode cases = cases(folder.resolve("path-blocking.json"));
        try (LanguageModel model = ModelLoader.ofFolder(folder, TestDevice.NAME)) {
            List<Pair> pairs = new ArrayList<>();
            cases.forEach(each -> pairs.add(OraclePair.ofIds(each)));
            assertAllAgree(model, pairs, cases);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"facts-mamba-13m", "facts-neox-20m"})
    void aTrainedModelAgreesOnEveryPath(String name) throws IOException {
        JsonNode cases = cases(SharedFolder.require("oracles/path-" + name + ".json"));
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
        List<Blocked> paths = Blocked.of(model.architecture());
        List<PathEffect> effects = new PathBlocking(model, List.of(Position.values()), paths).measure(pairs);
        int perPair = effects.size() / pairs.size();
        for (int i = 0; i < effects.size(); i++) {
            assertAgrees(effects.get(i), cases.get(i / perPair), "case " + i / perPair + ", ");
        }
    }

    private static void assertAgrees(PathEffect measured, JsonNode expected, String where) {
        JsonNode at = expected.get(measured.cell().position().label());
        String path = measured.cell().blocked().label();
        int layer = measured.cell().layer();
        assertEquals(at.get("position").intValue(), measured.cell().position().of(measured.pair()));
        assertEquals(expected.get("answer").intValue(), measured.answer());
        assertClose(expected.get("p_high").doubleValue(), measured.effect().high(), where + "p_high");
        assertClose(expected.get("p_low").doubleValue(), measured.effect().low(), where + "p_low");
        assertClose(
                at.get("p").get(path).get(layer).doubleValue(),
                measured.effect().patched(),
                where + measured.cell());
        double span =
                expected.get("p_high").doubleValue() - expected.get("p_low").doubleValue();
        if (span >= CLEAR) {
            double effect = at.get("ie").get(path).get(layer).doubleValue();
            assertClose(effect, measured.effect().proper(), where + "effect of " + measured.cell());
        }
    }

    /** Single precision: a hundred-thousandth and a thousandth of the value. */
    private static void assertClose(double expected, double actual, String where) {
        assertTrue(
                Math.abs(actual - expected) <= 1e-5 + 1e-3 * Math.abs(expected),
                () -> where + ": expected " + expected + ", but was " + actual);
    }
}
