package dev.retrace.steps.model;

/** What a replay read at the last position: one answer per row, in the rows' order. */
public interface Readout {

    /** How many rows were read. */
    int rows();

    /** The token that was read: the one asked for, or the most probable one. */
    int token(int row);

    /** Its softmax probability over the whole vocabulary. */
    float probability(int row);

    /**
     * All logits of a row, (v).
     *
     * @throws IllegalStateException unless {@link Query.Logits} was asked
     */
    float[] logits(int row);
}
