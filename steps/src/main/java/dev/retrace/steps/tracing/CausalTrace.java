package dev.retrace.steps.tracing;

import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.effect.Baseline;
import dev.retrace.steps.effect.IndirectEffect;
import java.util.Arrays;

/**
 * The indirect effect of every token and layer of one fact: a single-fact heatmap.
 *
 * <p>Mutable only while {@link ActivationPatching} fills it.
 */
final class CausalTrace {

    private final Pair pair;
    private final Baseline baseline;
    private final float[][] patched; // (token, layer)

    /** A trace in which no state has an effect yet. */
    CausalTrace(Pair pair, Baseline baseline, int layers) {
        this.pair = pair;
        this.baseline = baseline;
        this.patched = new float[pair.length()][layers];
        for (float[] row : patched) {
            Arrays.fill(row, baseline.low());
        }
    }

    Pair pair() {
        return pair;
    }

    int answer() {
        return baseline.answer();
    }

    int layers() {
        return patched[0].length;
    }

    IndirectEffect effect(int token, int layer) {
        return baseline.effect(patched[token][layer]);
    }

    void set(int token, int layer, float probability) {
        patched[token][layer] = probability;
    }
}
