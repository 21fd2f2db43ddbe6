package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;

/** Normalisations of the residual stream. */
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
    public static NDArray rms(NDArray x, NDArray weight, float eps) {
        return Scoped.result(() -> {
            NDArray root = x.square().mean(LAST, true).addi(eps).sqrt();
            return x.div(root).muli(weight);
        });
    }

    /** x times its own sigmoid, SiLU; of the caller's scope. */
    public static NDArray silu(NDArray x) {
        return x.getNDArrayInternal().sigmoid().muli(x);
    }
}
