package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.TensorRows;
import java.util.List;

/** From normalised residual vectors to logits, y = W x. */
final class Head {

    private final Precision precision;
    private final NDArray matrix; // W, (v, d)

    /**
     * @param matrix W, (v, d)
     */
    Head(Precision precision, NDArray matrix) {
        this.precision = precision;
        this.matrix = precision.matrix(matrix);
    }

    /** All logits, (r, d) to (r, v), of the caller's scope. */
    NDArray of(NDArray x) {
        return precision.product(x, matrix.transpose());
    }

    /** Those of adjacent tokens, (r, d) to (r, end - begin), of the caller's scope. */
    NDArray of(NDArray x, long begin, long end) {
        return precision.product(x, TensorRows.slice(matrix, begin, end).transpose());
    }

    /** Those of some tokens, (r, d) to (r, columns), of the caller's scope. */
    NDArray of(NDArray x, NDManager owner, List<Integer> columns) {
        long[] lines = columns.stream().mapToLong(Integer::longValue).toArray();
        return precision.product(x, TensorRows.take(owner, matrix, lines).transpose());
    }
}
