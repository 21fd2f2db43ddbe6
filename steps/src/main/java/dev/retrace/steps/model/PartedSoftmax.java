package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

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
        NDArray read = ofTop
                ? part.argMax(1).toType(DataType.FLOAT32, false).expandDims(1) // exact below 2^24
                : part.gather(part.getManager().create(columns(first, part)).expandDims(1), 1);
        NDArray sum = part.subi(most).exp().sum(ALONG, true);
        float[] all = NDArrays.concat(new NDList(most, read, sum), 1).toFloatArray(); // a GPU is waited for once
        long width = part.getShape().get(1);
        for (int line = 0; line < tokens.length; line++) {
            take(line, all[3 * line + 1], first, width, all[3 * line]);
            sum(line, all[3 * line + 2], first == 0, all[3 * line]);
        }
    }

    /** Where the tokens are in a part; anywhere if they are in another. */
    private long[] columns(int first, NDArray part) {
        long width = part.getShape().get(1);
        return Arrays.stream(tokens)
                .map(token -> Math.max(0, Math.min(token - first, width - 1)))
                .toArray();
    }

    private void take(int line, float read, int first, long width, float most) {
        if (ofTop && (first == 0 || most > greatest[line])) {
            tokens[line] = first + (long) read;
        } else if (!ofTop && tokens[line] >= first && tokens[line] < first + width) {
            logits[line] = read;
        }
    }

    private void sum(int line, float ofPart, boolean isFirst, float most) {
        float top = isFirst ? most : Math.max(greatest[line], most);
        double before = isFirst ? 0 : sums[line] * Math.exp((double) greatest[line] - top);
        sums[line] = before + ofPart * Math.exp((double) most - top);
        greatest[line] = top;
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
