package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The softmax of some lines of logits at one token each, where the logits come in parts of the vocabulary:
 *
 * <pre>{@code p = exp(z[token] - max(z)) / Σ_j exp(z[j] - max(z))}</pre>
 *
 * <p>So a part can be small enough to be still in the processor's cache when it is summed. Mutable: is given one part
 * after another.
 */
final class PartedSoftmax {

    private static final int[] ALONG = {1};

    private final long[] tokens;
    private final boolean ofTop;
    private final float[] logits; // of the tokens
    private final float[] greatest;
    private final double[] sums; // of exp(z - greatest)

    private PartedSoftmax(long[] tokens, boolean ofTop) {
        this.tokens = tokens;
        this.ofTop = ofTop;
        this.logits = new float[tokens.length];
        this.greatest = new float[tokens.length];
        this.sums = new double[tokens.length];
    }

    /** At given tokens, one for each line. */
    static PartedSoftmax at(long[] tokens) {
        return new PartedSoftmax(tokens.clone(), false);
    }

    /** At the token of each line's greatest logit, the first if there are several. */
    static PartedSoftmax atTop(int lines) {
        return new PartedSoftmax(new long[lines], true);
    }

    /**
     * Goes on.
     *
     * @param first which token the part begins with
     * @param part (lines, some tokens); changed
     */
    void add(int first, NDArray part) {
        NDArray most = part.max(ALONG, true);
        float[] tops = most.toFloatArray();
        if (ofTop) {
            long[] places = part.argMax(1).toLongArray();
            IntStream.range(0, tokens.length)
                    .filter(line -> first == 0 || tops[line] > greatest[line])
                    .forEach(line -> tokens[line] = first + places[line]);
        } else {
            read(first, part);
        }
        float[] parts = part.subi(most).exp().sum(ALONG).toFloatArray();
        for (int line = 0; line < tops.length; line++) {
            float top = first == 0 ? tops[line] : Math.max(greatest[line], tops[line]);
            double before = first == 0 ? 0 : sums[line] * Math.exp((double) greatest[line] - top);
            sums[line] = before + parts[line] * Math.exp((double) tops[line] - top);
            greatest[line] = top;
        }
    }

    private void read(int first, NDArray part) {
        long width = part.getShape().get(1);
        long[] columns = Arrays.stream(tokens)
                .map(token -> Math.max(0, Math.min(token - first, width - 1)))
                .toArray();
        float[] read =
                part.gather(part.getManager().create(columns).expandDims(1), 1).toFloatArray();
        IntStream.range(0, tokens.length)
                .filter(line -> tokens[line] == first + columns[line])
                .forEach(line -> logits[line] = read[line]);
    }

    /** Which token a line's probability is of. */
    int token(int line) {
        return (int) tokens[line];
    }

    /** Not a number where some logit is none, or beyond all. */
    float probability(int line) {
        return (float) (Math.exp(ofTop ? 0 : (double) logits[line] - greatest[line]) / sums[line]);
    }

    /** Whether no logit of a line is greater. */
    boolean isTop(int line) {
        return ofTop || logits[line] >= greatest[line];
    }
}
