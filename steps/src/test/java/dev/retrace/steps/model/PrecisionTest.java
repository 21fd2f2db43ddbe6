package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.intervention.Intervention.Add;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model computes in float16, and which precisions there are. */
class PrecisionTest {

    private static final int[] PROMPT = {3, 1, 4, 1, 5, 9, 2, 6};

    static List<ModelConfig> shapes() {
        return Shapes.all();
    }

    /** 2049 lies between the float16 numbers 2048 and 2050, and 1/3 is 0.33325195 there. */
    @Test
    void factorsAndSumsAreRoundedToHalves() {
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            NDArray x = manager.create(new float[] {2049, 1}, new Shape(1, 2));
            NDArray w = manager.create(new float[] {1, 0, 1, 1f / 3}, new Shape(2, 2));

            NDArray y = Precision.FLOAT16.product(x, Precision.FLOAT16.matrix(w));

            assertEquals(DataType.FLOAT32, y.getDataType());
            assertArrayEquals(new float[] {2048, 0.33325195f}, y.toFloatArray()); // 2048 + 1, a tie, to even
            assertArrayEquals(
                    new float[] {2050, 1f / 3}, Precision.FLOAT32.product(x, w).toFloatArray(), 1e-6f);
        }
    }

    @Test
    void weightsThatAreHalvesAlreadyAreNotCopied() {
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            NDArray halves = manager.create(new float[] {0.5f, 0.25f}, new Shape(1, 2));
            assertSame(halves, Precision.FLOAT16.matrix(halves));
        }
    }

    /** Both keep 11 bits; a model of few layers keeps most of them, but not all of float32's. */
    @ParameterizedTest
    @MethodSource("shapes")
    void elevenBitsComeNearToFloat32(ModelConfig config) {
        RandomWeights weights = RandomWeights.of(config, 0.2);
        double[] exact = weights.naive().probabilities(PROMPT, 0, NaiveModel.Hook.NONE);
        for (Precision precision : List.of(Precision.TF32, Precision.FLOAT16)) {
            try (ResidualModel model = weights.model(TorchEngine.newManager("cpu"), precision);
                    PrefixCache run = model.prefill(new TokenBatch(List.of(PROMPT)), Keep.forReplay())) {
                float p = model.replay(List.of(new Row(run, 0, List.of())), new Query.Probability(List.of(11)))
                        .probability(0);
                assertEquals(exact[11], p, 0.01 * exact[11]);
                assertNotEquals(exact[11], p, 1e-8);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatOutgrowsFloat16IsSaid(ModelConfig config) {
        try (ResidualModel model =
                        RandomWeights.of(config, 0.2).model(TorchEngine.newManager("cpu"), Precision.FLOAT16);
                PrefixCache run = model.prefill(new TokenBatch(List.of(PROMPT)), Keep.forReplay())) {
            NDArray nothing = model.owner().full(new Shape(config.width()), Float.NaN);
            Row row = new Row(run, 0, List.of(new Add(new Site(State.H, 0), TokenSpan.at(7), nothing)));
            String message =
                    String.valueOf(assertThrows(StepException.class, () -> model.replay(List.of(row), new Query.Top()))
                            .getMessage());
            assertTrue(message.contains("float16 ends at 65504"), message);
        }
    }

    /** 2049 has twelve bits, and lies between 2048 and 2050; 1/3 of eleven bits is 1365/4096. */
    @Test
    void factorsAreRoundedToTf32AndSumsAreNot() {
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            NDArray x = manager.create(new float[] {2049, 1, -2051}, new Shape(1, 3));
            NDArray w = manager.create(new float[] {1, 0, 1, 1f / 3, 0, 0}, new Shape(3, 2));

            NDArray y = Precision.TF32.product(x, Precision.TF32.matrix(w));

            assertArrayEquals(new float[] {2049, 1365f / 4096}, y.toFloatArray()); // 2048, a tie, to even, + 1
        }
    }

    @Test
    void aPrecisionThatThereIsNotIsRefused() {
        assertSame(Precision.FLOAT16, Precision.of("float16"));
        assertSame(Precision.TF32, Precision.of("tf32"));
        String refusal = String.valueOf(assertThrows(StepException.class, () -> Precision.of("bfloat16"))
                .getMessage());
        assertTrue(refusal.contains("float32, tf32, float16, not 'bfloat16'"));
    }
}
