package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * y = x W + b.
 *
 * @param matrix W, (inputs, outputs)
 * @param bias b, (outputs), if there is one
 */
record Projection(NDArray matrix, @Nullable NDArray bias) {

    /** Of a matrix that is stored as (outputs, inputs). */
    static Projection transposed(NDArray matrix, @Nullable NDArray bias) {
        return new Projection(matrix.transpose(), bias);
    }

    /** (t, inputs) to (t, outputs), of the caller's scope. */
    NDArray of(NDArray x) {
        NDArray y = x.matMul(matrix);
        return bias == null ? y : y.addi(bias);
    }
}
