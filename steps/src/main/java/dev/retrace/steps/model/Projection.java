package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.retrace.steps.tensor.Precision;
import org.jspecify.annotations.Nullable;

/** y = x W + b. */
final class Projection {

    private final Precision precision;
    private final NDArray matrix; // W, (inputs, outputs)
    private final @Nullable NDArray bias; // b, (outputs)

    /**
     * @param matrix W, (inputs, outputs)
     * @param bias b, (outputs), if there is one
     */
    Projection(Precision precision, NDArray matrix, @Nullable NDArray bias) {
        this.precision = precision;
        this.matrix = precision.matrix(matrix);
        this.bias = bias;
    }

    /** Of a matrix that is stored as (outputs, inputs). */
    static Projection transposed(Precision precision, NDArray matrix, @Nullable NDArray bias) {
        return new Projection(precision, matrix.transpose(), bias);
    }

    /** The type of what it multiplies, {@link Precision#factors}. */
    DataType factors() {
        return precision.factors(matrix.getDevice());
    }

    /** b, (outputs), if there is one. */
    @Nullable
    NDArray bias() {
        return bias;
    }

    /** x W alone, in the type of its factors, (t, outputs), of the caller's scope. */
    NDArray bare(NDArray x) {
        return precision.bareProduct(x, matrix);
    }

    /** The derivative by x, v Wᵀ, from that by the product, v: (t, outputs) to (t, inputs), of the caller's scope. */
    NDArray pulled(NDArray slope) {
        return precision.bareProduct(slope, matrix.transpose());
    }

    /** (t, inputs) to (t, outputs), of the caller's scope. */
    NDArray of(NDArray x) {
        NDArray y = precision.product(x, matrix);
        return bias == null ? y : y.addi(bias);
    }
}
