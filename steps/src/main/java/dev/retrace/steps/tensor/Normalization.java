package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Normalisations of the residual stream and of what lies inside a block. */
public final class Normalization {

    private static final int[] LAST = {-1};

    private Normalization() {}

    /**
     * Divides each vector by its root mean square:
     *
     * <pre>{@code y = w x / sqrt(mean(x²) + eps)}</pre>
     *
     * <p>Source: Zhang and Sennrich, "Root Mean Square Layer Normalization" (arXiv 1910.07467),
     * equation 4, with the eps of the Mamba authors' code inside the root.
     *
     * @param x (…, d)
     * @param weight w, (d)
     * @return y, (…, d), of the caller's scope
     */
    public static NDArray rms(NDArray x, NDArray weight, double eps) {
        return rms(x, weight, eps, DataType.FLOAT32);
    }

    /**
     * The same, rounded to the type of the matrix that it is multiplied with next.
     *
     * @param type float32, or float16 on a GPU
     */
    public static NDArray rms(NDArray x, NDArray weight, double eps, DataType type) {
        return FusedKernels.on(x)
                .map(kernels -> kernels.rms(x, weight, eps, type))
                .orElseGet(() -> rms(x, eps).muli(weight));
    }

    /** The same without a weight. */
    public static NDArray rms(NDArray x, double eps) {
        return Scoped.result(
                () -> x.div(x.square().mean(LAST, true).addi((float) eps).sqrt()));
    }

    /**
     * Brings each vector to mean 0 and variance 1:
     *
     * <pre>{@code y = w (x - mean(x)) / sqrt(var(x) + eps) + b}</pre>
     *
     * <p>Source: Ba, Kiros and Hinton, "Layer Normalization" (arXiv 1607.06450); the variance is the
     * mean square, not the sample's.
     *
     * @param x (…, d)
     * @param weight w, (d)
     * @param bias b, (d)
     * @return y, (…, d), of the caller's scope
     */
    public static NDArray layer(NDArray x, NDArray weight, NDArray bias, double eps) {
        return x.getNDArrayInternal()
                .layerNorm(x, new Shape(weight.size()), weight, bias, (float) eps)
                .singletonOrThrow();
    }

    /** x times its own sigmoid, SiLU; of the caller's scope. */
    public static NDArray silu(NDArray x) {
        return Scoped.result(() -> x.getNDArrayInternal().sigmoid().mul(x));
    }
}
