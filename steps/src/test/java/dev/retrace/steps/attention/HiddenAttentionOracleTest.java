package dev.retrace.steps.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.model.ScanRun;
import dev.retrace.steps.model.TokenBatch;
import dev.retrace.steps.tensor.MappedTensors;
import dev.retrace.steps.tensor.TorchEngine;
import dev.retrace.steps.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Hidden attention against an independent implementation, and its lines against what the layer gives. */
class HiddenAttentionOracleTest {

    @ParameterizedTest
    @ValueSource(strings = {"mamba1-tiny", "falcon-mamba-tiny", "mamba2-tiny"})
    void everyWeightOfEveryChannelAgreesAndItsLinesSumToTheLayersOutput(String name) throws Exception {
        Path folder = Path.of(Objects.requireNonNull(HiddenAttentionOracleTest.class.getResource("/" + name))
                .toURI());
        JsonNode expected = JsonMapper.shared()
                .readTree(folder.resolve("hidden-attention.json").toFile());
        int[] ids =
                expected.get("ids").valueStream().mapToInt(JsonNode::intValue).toArray();
        int layer = expected.get("layer").intValue();
        try (LanguageModel model = ModelLoader.ofFolder(folder, TestDevice.NAME);
                PrefixCache run = model.prefill(new TokenBatch(List.of(ids)), new Keep(Set.of(State.S), true))) {
            ScanRun scan = ScanRun.of(model, run, 0, layer);
            HiddenAttention attention = new HiddenAttention(scan);
            float[] s = run.kept(new Site(State.S, layer)).toFloatArray();
            float[] skip = skip(folder, layer);
            for (int channel = 0; channel < scan.channels(); channel++) {
                double[][] matrix = attention.matrix(channel);
                assertAgree(expected.get("hidden_attention").get(channel), matrix);
                assertSumToOutput(scan, matrix, channel, skip[channel], s);
            }
        }
    }

    private static void assertAgree(JsonNode expected, double[][] matrix) {
        for (int t = 0; t < matrix.length; t++) {
            for (int source = 0; source < matrix.length; source++) {
                double weight = expected.get(t).get(source).doubleValue();
                assertEquals(weight, matrix[t][source], 1e-5 + 1e-3 * Math.abs(weight));
            }
        }
    }

    /** s = Σ M x + D x of each of a channel's values, where of Mamba-2 M x is M Δ x. */
    private static void assertSumToOutput(ScanRun scan, double[][] matrix, int channel, double skip, float[] s) {
        int wide = scan.channels() * scan.width();
        for (int i = 0; i < scan.width(); i++) {
            for (int t = 0; t < matrix.length; t++) {
                double sum = skip * x(scan, t, channel, i);
                for (int source = 0; source <= t; source++) {
                    double step = scan.stepsInMatrix() ? 1 : scan.step(source, channel);
                    sum += matrix[t][source] * step * x(scan, source, channel, i);
                }
                assertEquals(sum, s[t * wide + channel * scan.width() + i], 1e-5);
            }
        }
    }

    private static double x(ScanRun scan, int token, int channel, int i) {
        return scan.value(token, channel, i) / scan.step(token, channel);
    }

    private static float[] skip(Path folder, int layer) throws IOException {
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            TensorFile file = TensorFile.read(folder.resolve("model.safetensors"));
            return MappedTensors.read(manager, file, "backbone.layers." + layer + ".mixer.D")
                    .toFloatArray();
        }
    }
}
