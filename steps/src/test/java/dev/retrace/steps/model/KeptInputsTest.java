package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a weight matrix is multiplied with, as a prefill keeps it. */
class KeptInputsTest {

    private static final List<int[]> PROMPTS =
            List.of(new int[] {3, 1, 4, 1, 5}, new int[] {9, 2}, new int[] {6, 5, 3});

    static List<ModelConfig> shapes() {
        return Shapes.all();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyWeightsInputIsThatOfAWholePass(ModelConfig config) {
        RandomWeights weights = RandomWeights.of(config, 0.2);
        try (LanguageModel model = weights.model(TorchEngine.newManager(TestDevice.NAME))) {
            Set<Matrix> matrices = new HashSet<>();
            for (int layer = 0; layer < config.layers(); layer++) {
                for (Weight weight : model.architecture().weights().keySet()) {
                    matrices.add(new Matrix(weight, layer));
                }
            }
            PrefixCache run = model.prefill(new TokenBatch(PROMPTS), Keep.inputs(matrices));
            for (int prompt = 0; prompt < PROMPTS.size(); prompt++) {
                Map<Matrix, double[][]> expected = inputs(weights.naive(), PROMPTS.get(prompt));
                for (Matrix matrix : matrices) {
                    assertSame(Objects.requireNonNull(expected.get(matrix)), run.input(matrix), prompt);
                }
            }
        }
    }

    @Test
    void aWeightThatTheModelHasNotIsRefused() throws Exception {
        try (LanguageModel model = TinyModel.load(TinyModel.MAMBA1)) {
            Keep keep = Keep.inputs(Set.of(new Matrix(Weight.W_DOWN, 0)));

            assertThrows(IllegalArgumentException.class, () -> model.prefill(new TokenBatch(PROMPTS), keep));
        }
    }

    @Test
    void anInputThatWasNotKeptIsRefused() throws Exception {
        try (LanguageModel model = TinyModel.load(TinyModel.MAMBA1)) {
            PrefixCache run = model.prefill(new TokenBatch(PROMPTS), Keep.states(State.H));

            assertThrows(IllegalArgumentException.class, () -> run.input(new Matrix(Weight.W_A, 0)));
        }
    }

    private static Map<Matrix, double[][]> inputs(NaiveModel naive, int[] ids) {
        Map<Matrix, double[][]> inputs = new HashMap<>();
        naive.logits(ids, 0, new NaiveModel.Hook() {
            @Override
            public void at(Site site, double[][] value) {}

            @Override
            public void projected(Weight weight, int layer, double[][] x, double[][] y) {
                inputs.put(new Matrix(weight, layer), Formula.map(x, v -> v));
            }
        });
        return inputs;
    }

    private static void assertSame(double[][] expected, NDArray kept, int prompt) {
        for (int token = 0; token < expected.length; token++) {
            for (int i = 0; i < expected[token].length; i++) {
                assertEquals(expected[token][i], kept.getFloat(prompt, token, i), 1e-5);
            }
        }
    }
}
