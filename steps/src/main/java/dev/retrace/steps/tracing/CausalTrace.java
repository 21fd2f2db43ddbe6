package dev.retrace.steps.tracing;

import dev.retrace.steps.dataset.Pair;
import java.util.Arrays;

/**
 * The indirect effect of every token and layer of one fact: a single-fact heatmap.
 *
 * <p>Mutable only while {@link ActivationPatching} fills it.
 */
final class CausalTrace {

    private final Pair pair;
    private final int answer;
    private final float high;
    private final float low;
    private final float[][] patched; // (token, layer)

    /**
     * A trace in which no state has an effect yet.
     *
     * @param answer the most probable token of the clean run
     * @param high its probability in the clean run
     * @param low its probability in the corrupt run
     */
    CausalTrace(Pair pair, int answer, float high, float low, int layers) {
        this.pair = pair;
        this.answer = answer;
        this.high = high;
        this.low = low;
        this.patched = new float[pair.length()][layers];
        for (float[] row : patched) {
            Arrays.fill(row, low);
        }
    }

    Pair pair() {
        return pair;
    }

    int answer() {
        return answer;
    }

    int layers() {
        return patched[0].length;
    }

    IndirectEffect effect(int token, int layer) {
        return new IndirectEffect(patched[token][layer], high, low);
    }

    void set(int token, int layer, float probability) {
        patched[token][layer] = probability;
    }
}
