package dev.retrace.steps.model;

/** What a replay read: one answer per row, in the rows' order. */
public interface Readout {

    /** How many rows were read. */
    int rows();

    /**
     * The token that was read at a row's last position: the one asked for, or the most probable one.
     *
     * @throws IllegalStateException if {@link Query.Logits} was asked
     */
    int token(int row);

    /** Its softmax probability over the whole vocabulary; likewise. */
    float probability(int row);

    /** Whether no token of the vocabulary is more probable than that one; likewise. */
    boolean isTop(int row);

    /**
     * Logits of a row.
     *
     * @param position which of the positions that were asked for, from 0
     * @return one per column that was asked for
     * @throws IllegalStateException unless {@link Query.Logits} was asked
     */
    float[] logits(int row, int position);

    /** Logits at the first position that was asked for, which by default is the row's last. */
    default float[] logits(int row) {
        return logits(row, 0);
    }
}
