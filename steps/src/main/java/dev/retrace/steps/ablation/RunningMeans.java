package dev.retrace.steps.ablation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.TokenBatch;
import dev.retrace.steps.tensor.Scoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The mean of a state over texts, in every layer: over the tokens of a text first, then over the texts,
 * so that a short text weighs as much as a long one.
 *
 * <p>Mutable: texts are added one after another and held only until a batch of them is full.
 */
final class RunningMeans {

    /** Of kept states at once at most; the same on every machine. */
    private static final long BYTES_AT_ONCE = 256L << 20;

    /** States are kept once by the run and once more to be read. */
    private static final int COPIES = 2;

    private final LanguageModel model;
    private final State state;
    private final int most;
    private final int width;
    private final double[][] sums; // (layer, w)
    private final List<int[]> waiting = new ArrayList<>();
    private int texts;
    private long tokens;

    /**
     * @param state that the model has
     * @param most tokens of a text; the rest of it is left out
     */
    RunningMeans(LanguageModel model, State state, int most) {
        this.model = model;
        this.state = state;
        this.most = Math.min(most, model.architecture().positions());
        this.width = model.architecture().states().getOrDefault(state, 0);
        this.sums = new double[model.architecture().layers()][width];
    }

    /** Adds a text of at least one token. */
    void add(int[] text) {
        int[] ids = Arrays.copyOf(text, Math.min(text.length, most));
        int longest = waiting.stream().mapToInt(other -> other.length).max().orElse(0);
        long padded = (waiting.size() + 1L) * Math.max(longest, ids.length);
        if (!waiting.isEmpty() && padded * sums.length * width * Float.BYTES * COPIES > BYTES_AT_ONCE) {
            flush();
        }
        waiting.add(ids);
        texts++;
        tokens += ids.length;
    }

    int texts() {
        return texts;
    }

    long tokens() {
        return tokens;
    }

    /** The means so far, one vector a layer; of at least one text. */
    List<float[]> means() {
        flush();
        List<float[]> means = new ArrayList<>();
        for (double[] sum : sums) {
            float[] mean = new float[width];
            for (int i = 0; i < width; i++) {
                mean[i] = (float) (sum[i] / texts);
            }
            means.add(mean);
        }
        return means;
    }

    private void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        try (PrefixCache run = model.prefill(new TokenBatch(waiting), Keep.states(state))) {
            for (int layer = 0; layer < sums.length; layer++) {
                Site site = new Site(state, layer);
                double[] sum = sums[layer];
                Scoped.run(() -> add(run.kept(site), sum));
            }
        }
        waiting.clear();
    }

    private void add(NDArray kept, double[] sum) {
        for (int text = 0; text < waiting.size(); text++) {
            float[] mean = kept.get(new NDIndex(text + ", 0:" + waiting.get(text).length))
                    .mean(new int[] {0})
                    .toFloatArray();
            for (int i = 0; i < width; i++) {
                sum[i] += mean[i];
            }
        }
    }
}
