package dev.retrace.steps.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.dataset.Refusal;
import dev.retrace.steps.effect.IndirectEffect;
import dev.retrace.steps.effect.LayerWindow;
import dev.retrace.steps.intervention.Noise;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.NaiveLanguageModel;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With {@link CountingModel}: four layers, and probabilities that say which layers and token were restored. */
class ActivationPatchingTest {

    private static final float EXACT = 1e-6f;

    private final CountingModel model = new CountingModel();

    @Test
    void everyTokenAndLayerOfTheCorruptRunIsRestoredOnce() {
        CausalTrace trace = trace(1, pair(List.of(2, 5, 9), List.of(1, 6, 9)));

        assertEquals(9, trace.answer());
        assertEquals(0.91f, trace.effect(0, 0).high(), EXACT);
        assertEquals(0.01f, trace.effect(0, 0).low(), EXACT);
        assertEquals(0.1f * 3 + 0.01f + 0.001f * 2, trace.effect(2, 3).patched(), EXACT);
        assertEquals(0.01f, trace.effect(0, 0).patched(), EXACT);
        assertEquals(List.of(1, 1, 12), model.rowsOfReplays);
        assertEquals(0, model.open);
    }

    @Test
    void aWindowRestoresItsLayersAtOnce() {
        CausalTrace trace = trace(3, pair(List.of(2, 5, 9), List.of(1, 6, 9)));

        assertEquals(0.01f * 2 + 0.001f, trace.effect(1, 0).patched(), EXACT); // layers 0, 1
        assertEquals(0.1f + 0.01f * 3 + 0.001f, trace.effect(1, 2).patched(), EXACT); // layers 1, 2, 3
        assertEquals(0.2f + 0.01f * 2 + 0.001f, trace.effect(1, 3).patched(), EXACT); // layers 2, 3
    }

    @Test
    void whereTheRunsAreStillTheSameNothingIsComputed() {
        CausalTrace trace = trace(1, pair(List.of(1, 5, 9), List.of(1, 6, 9)));

        assertEquals(0.01f, trace.effect(0, 3).patched(), EXACT);
        assertEquals(0.3f + 0.01f + 0.001f, trace.effect(1, 3).patched(), EXACT);
        assertEquals(List.of(1, 1, 8), model.rowsOfReplays);
    }

    @Test
    void factsShareAReplayAsFarAsMemoryAllows() {
        Pair small = pair(List.of(2, 5, 9), List.of(1, 6, 9));
        Pair large = pair(Collections.nCopies(100, 2), Collections.nCopies(100, 1));

        // A replay holds 16384 tokens; small has 3 x 4 rows of 3, large 100 x 4 rows of 100.
        assertEquals(
                List.of(List.of(small, small), List.of(large), List.of(small)),
                patching(1).groups(List.of(small, small, large, small)));
        List<CausalTrace> traces = patching(1).trace(List.of(small, large));
        assertEquals(0.311f, traces.get(0).effect(1, 3).patched(), EXACT);
        assertEquals(0.31f + 0.099f, traces.get(1).effect(99, 3).patched(), EXACT);
        assertTrue(model.rowsOfReplays.stream().allMatch(rows -> rows <= 175), model.rowsOfReplays::toString);
        assertEquals(
                2 + 2 + 12 + 400, model.rowsOfReplays.stream().mapToInt(i -> i).sum());
    }

    /** Every state of every family, one layer at a time and in windows, beside whole passes in double precision. */
    @ParameterizedTest
    @MethodSource("dev.retrace.steps.model.NaiveLanguageModel#shapes")
    void replayEqualsWholePassesAlsoUnderNoise(ModelConfig config) {
        Pair swapped = pair(List.of(2, 5, 9, 4), List.of(1, 6, 9, 4));
        Noise noise = new Noise(new TokenSpan(1, 3), 3, 17);
        Pair.Side side = swapped.clean();
        Pair noisy = new Pair("noisy", "r", side, side, noise.at(), swapped.tokens(), Optional.of(noise));
        try (NaiveLanguageModel.Twins twins = NaiveLanguageModel.twins(config)) {
            for (State state : twins.model().architecture().states().keySet()) {
                for (int width = 1; width <= 2; width++) {
                    LayerWindow window = new LayerWindow(width);
                    List<CausalTrace> replayed =
                            new ActivationPatching(twins.model(), state, window).trace(List.of(swapped, noisy));
                    List<CausalTrace> naive =
                            new ActivationPatching(twins.naive(), state, window).trace(List.of(swapped, noisy));
                    for (int pair = 0; pair < 2; pair++) {
                        assertSame(naive.get(pair), replayed.get(pair));
                    }
                }
            }
        }
    }

    private static void assertSame(CausalTrace naive, CausalTrace replayed) {
        assertEquals(naive.answer(), replayed.answer());
        for (int token = 0; token < naive.pair().length(); token++) {
            for (int layer = 0; layer < naive.layers(); layer++) {
                IndirectEffect expected = naive.effect(token, layer);
                IndirectEffect actual = replayed.effect(token, layer);
                assertEquals(expected.patched(), actual.patched(), 1e-5);
                assertEquals(expected.high(), actual.high(), 1e-5);
                assertEquals(expected.low(), actual.low(), 1e-5);
            }
        }
    }

    @Test
    void aStateThatTheModelLacksIsRefused() {
        Refusal.says(
                () -> PatchStep.requireState(model.architecture(), State.O),
                "a counting model has no state 'o'; it has h, s");
    }

    private CausalTrace trace(int window, Pair pair) {
        return patching(window).trace(List.of(pair)).get(0);
    }

    private ActivationPatching patching(int window) {
        return new ActivationPatching(model, State.H, new LayerWindow(window));
    }

    private static Pair pair(List<Integer> clean, List<Integer> corrupt) {
        return new Pair(
                "id",
                "r",
                new Pair.Side("clean", "c", "", clean, 0),
                new Pair.Side("corrupt", "d", "", corrupt, 0),
                new TokenSpan(0, 1),
                Collections.nCopies(clean.size(), "t"),
                Optional.empty());
    }
}
