package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.tensor.TensorRows;
import java.util.List;

/**
 * From normalised residual vectors to logits, y = W x.
 *
 * @param matrix W, (v, d)
 */
record Head(NDArray matrix) {

    /** All logits, (r, d) to (r, v), of the caller's scope. */
    NDArray of(NDArray x) {
        return x.matMul(matrix.transpose());
    }

    /** Those of some tokens, (r, d) to (r, columns), of the caller's scope. */
    NDArray of(NDArray x, NDManager owner, List<Integer> columns) {
        long[] lines = columns.stream().mapToLong(Integer::longValue).toArray();
        return x.matMul(TensorRows.take(owner, matrix, lines).transpose());
    }
}
