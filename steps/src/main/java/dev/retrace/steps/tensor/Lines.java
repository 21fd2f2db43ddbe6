package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Some lines of a table, which need not be copied to be read. */
public final class Lines {

    private final NDArray table;
    private final long[] indices;

    /**
     * @param table (any, w)
     * @param indices of the lines, in their order; not to be changed any more
     */
    public Lines(NDArray table, long[] indices) {
        this.table = table;
        this.indices = indices;
    }

    /** Where they lie, (any, w). */
    public NDArray table() {
        return table;
    }

    /** Themselves, (indices, w), a copy that belongs to the caller's scope. */
    public NDArray taken(NDManager owner) {
        return TensorRows.take(owner, table, indices);
    }

    /** Which of its lines they are; not to be changed. */
    public long[] indices() {
        return indices;
    }
}
