package dev.retrace.steps.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.model.NextTokenLoss;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTest {

    private static final int VOCABULARY = 64;

    /**
     * One number, w = 1, by hand. Slope 0.5 at both steps: m̂ = 0.5, v̂ = 0.25, so each step is the rate, 0.1, and the
     * shrinking, 0.1 · 0.2 · w.
     */
    @Test
    void anOptimizersStepIsTheFormulas() {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            NDArray weight = owner.create(new float[] {1});
            AdamW optimizer = new AdamW(
                    weight, owner.zeros(new Shape(1)), owner.zeros(new Shape(1)), owner.create(new float[] {0.2f}));

            optimizer.step(owner.create(new float[] {0.5f}), 0.1, 1);

            assertEquals(1 - 0.1 - 0.02, weight.getFloat(), 1e-6);
            optimizer.step(owner.create(new float[] {0.5f}), 0.1, 2);
            assertEquals(0.88 - 0.1 - 0.02 * 0.88, weight.getFloat(), 1e-6);
        }
    }

    /** Twenty facts of five tokens: after some steps each answer is the most probable one. */
    @ParameterizedTest
    @EnumSource
    void aTinyModelOfEachFamilyLearnsTwentyFacts(Design.Family family) {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            ModelConfig config = new Design(family, 2, 32, 8, 2, true).config(VOCABULARY, 16);
            Training training = start(config, owner, 60, 1);
            List<int[]> facts = facts();
            double before = training.loss(facts);

            for (int step = 0; step < 60; step++) {
                training.take(facts);
            }

            assertEquals(Math.log(VOCABULARY), before, 0.6);
            // subjects cannot be guessed: four bits of each fact; the answers can
            double least = Math.log(20) / 4;
            assertTrue(training.loss(facts) < least + 0.15, () -> "loss " + training.loss(facts) + " after " + before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void slopesDoNotDependOnHowRowsAreCutIntoParts(Design.Family family) {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            ModelConfig config = new Design(family, 1, 16, 4, 2, false).config(VOCABULARY, 300);
            RowStream stream = new RowStream(texts(), 301, 0);
            List<int[]> rows = stream.next(7); // 300 predicted tokens each: three go together
            Training training = start(config, owner, 1, 1e9);

            double whole = new NextTokenLoss(owner, config).of(tensors(training, config, owner), rows);

            assertEquals(whole / (7 * 300), training.take(rows).loss(), 1e-4);
        }
    }

    @Test
    void aLongSlopeIsShortened() {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            ModelConfig config = new Design(Design.Family.MAMBA, 1, 16, 4, 1, true).config(VOCABULARY, 16);
            Training clipped = start(config, owner, 10, 0.01);
            Training free = start(config, owner, 10, 1e9);

            double norm = clipped.take(facts()).norm();

            assertEquals(norm, free.take(facts()).norm(), 1e-6);
            float[] mean = all(clipped.state().mean());
            float[] freeMean = all(free.state().mean());
            for (int i = 0; i < mean.length; i++) {
                assertEquals(freeMean[i] * 0.01 / norm, mean[i], 1e-8);
            }
        }
    }

    @Test
    void aTrainingThatGoesAstrayIsStopped() {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            ModelConfig config = new Design(Design.Family.GPT_NEOX, 1, 16, 1, 1, true).config(VOCABULARY, 16);
            TrainingState state = TrainingState.initial(NextTokenLoss.shapes(config), new InitialWeights(config, 1));
            state.weights().values().iterator().next()[0] = Float.NaN;
            Training training = new Training(config, setting(10, 1), state, owner);

            StepException refused = assertThrows(StepException.class, () -> training.take(facts()));

            assertTrue(String.valueOf(refused.getMessage()).contains("learning-rate"), refused::getMessage);
        }
    }

    @Test
    void theRateRisesAndFallsToATenth() {
        Schedule schedule = new Schedule(1, 4, 12);

        assertArrayEquals(
                new double[] {0.25, 0.5, 0.75, 1, 1, 0.55},
                new double[] {
                    schedule.rate(0),
                    schedule.rate(1),
                    schedule.rate(2),
                    schedule.rate(3),
                    schedule.rate(4),
                    schedule.rate(8)
                },
                1e-12);
        assertEquals(0.1, schedule.rate(12), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> new Schedule(0, 0, 10));
        assertThrows(IllegalArgumentException.class, () -> new Schedule(1, 11, 10));
    }

    @Test
    void designsThatNoModelHasAreRefused() {
        for (Runnable wrong : List.<Runnable>of(
                () -> new Design(Design.Family.MAMBA, 0, 16, 4, 1, true),
                () -> new Design(Design.Family.MAMBA, 1, 0, 4, 1, true),
                () -> new Design(Design.Family.MAMBA, 1, 16, 0, 1, true),
                () -> new Design(Design.Family.MAMBA2, 1, 16, 4, 3, true),
                () -> new Design(Design.Family.GPT_NEOX, 1, 16, 4, 3, true),
                () -> new Design(Design.Family.GPT_NEOX, 1, 16, 4, 4, true),
                () -> new Design(Design.Family.GPT_NEOX, 100000, 16, 4, 1, true))) {
            assertThrows(IllegalArgumentException.class, wrong::run);
        }
    }

    private static Training start(ModelConfig config, NDManager owner, int steps, double clip) {
        return new Training(
                config,
                setting(steps, clip),
                TrainingState.initial(NextTokenLoss.shapes(config), new InitialWeights(config, 1)),
                owner);
    }

    private static Training.Setting setting(int steps, double clip) {
        return new Training.Setting(new Schedule(0.01, 1, steps), 0.01, clip);
    }

    private static SortedMap<String, NDArray> tensors(Training training, ModelConfig config, NDManager owner) {
        SortedMap<String, NDArray> tensors = new TreeMap<>();
        NextTokenLoss.shapes(config)
                .forEach((name, shape) -> tensors.put(
                        name, owner.create(training.state().weights().getOrDefault(name, new float[0]), shape)));
        return tensors;
    }

    private static float[] all(SortedMap<String, float[]> parts) {
        List<Float> joined = new ArrayList<>();
        parts.values().forEach(part -> {
            for (float value : part) {
                joined.add(value);
            }
        });
        float[] all = new float[joined.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = joined.get(i);
        }
        return all;
    }

    /** A separator, a subject, two words that all have, and an answer. */
    private static List<int[]> facts() {
        List<int[]> facts = new ArrayList<>();
        for (int subject = 0; subject < 20; subject++) {
            facts.add(new int[] {0, 1 + subject, 62, 63, 30 + subject * 7 % 11});
        }
        return facts;
    }

    private static List<RowStream.Text> texts() {
        List<RowStream.Text> texts = new ArrayList<>();
        for (int[] fact : facts()) {
            texts.add(new RowStream.Text(fact[1], List.of(fact[1], fact[2], fact[3], fact[4])));
        }
        return texts;
    }
}
