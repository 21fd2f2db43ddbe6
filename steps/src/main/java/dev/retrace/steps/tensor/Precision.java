package dev.retrace.steps.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.retrace.engine.step.StepException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What matrix products with weights are computed in. All else is float32 in every precision: the
 * residual stream, norms, convolution, scan, softmax.
 */
public enum Precision {
    FLOAT32,

    /**
     * Factors rounded to 10 bits of mantissa, products summed in float32. NVIDIA's GPUs have multipliers for
     * it; torch reads that once, when it starts, from {@code TORCH_ALLOW_TF32_CUBLAS_OVERRIDE}, and whoever
     * starts the process sets it. On the CPU the factors are rounded before they are multiplied, so that a
     * result can be judged without a GPU; no faster than float32.
     */
    TF32,

    /**
     * Factors rounded to float16, products summed in float32, sums rounded to float16. On the CPU the
     * factors are widened again before they are multiplied: the same numbers but for the order of the
     * sum, and nearly as fast as float32, where torch's own float16 product has a third of that (on older
     * processors a hundredth).
     */
    FLOAT16;

    /** 2^13 + 1: leaves 11 of a float32's 24 bits. */
    private static final float SPLIT = 8193;

    /**
     * The precision of a lane.
     *
     * @param name {@code float32}, {@code tf32} or {@code float16}
     * @throws StepException if there is none of that name
     */
    public static Precision of(String name) {
        return Arrays.stream(values())
                .filter(each -> each.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new StepException("a precision is "
                        + Arrays.stream(values()).map(Precision::toString).collect(Collectors.joining(", ")) + ", not '"
                        + name + "'"));
    }

    /**
     * A weight matrix as {@link #product} takes it.
     *
     * @return the matrix itself where it is as it must be, else a rounded copy that its owner frees
     */
    public NDArray matrix(NDArray weights) {
        boolean gpu = weights.getDevice().isGpu();
        if (this == FLOAT32 || (this == TF32 && gpu)) {
            return weights;
        }
        if (gpu) {
            return weights.toType(DataType.FLOAT16, false);
        }
        NDArray rounded = rounded(weights);
        if (!rounded.contentEquals(weights)) {
            return rounded;
        }
        rounded.close(); // as a file in float16 gave them
        return weights;
    }

    /**
     * y = x W.
     *
     * @param x (t, inputs), float32, or of the type of the factors
     * @param matrix W, (inputs, outputs), from {@link #matrix}
     * @return (t, outputs), float32, of the caller's scope; infinite where float16 ends, at 65504
     */
    public NDArray product(NDArray x, NDArray matrix) {
        Products.count(x, matrix);
        boolean gpu = matrix.getDevice().isGpu();
        if (this == FLOAT32 || (this == TF32 && gpu)) {
            return multiplied(x, matrix);
        }
        if (this == TF32) {
            return Scoped.result(() -> multiplied(rounded(x), matrix));
        }
        return Scoped.result(() -> gpu
                ? (x.getDataType() == DataType.FLOAT16 ? x : x.toType(DataType.FLOAT16, false))
                        .matMul(matrix)
                        .toType(DataType.FLOAT32, false)
                : rounded(multiplied(rounded(x), matrix)));
    }

    private static NDArray multiplied(NDArray x, NDArray matrix) {
        return OneDnn.product(x, matrix).orElseGet(() -> x.matMul(matrix));
    }

    /** The type of the factors of a product: float16 on a GPU alone, elsewhere it is imitated. */
    public DataType factors(Device device) {
        return this == FLOAT16 && device.isGpu() ? DataType.FLOAT16 : DataType.FLOAT32;
    }

    /**
     * The same product as a kernel reads it: in the type of its factors, which holds the same numbers.
     *
     * @param x (t, inputs), float32 or of the type of the factors
     */
    public NDArray bareProduct(NDArray x, NDArray matrix) {
        Products.count(x, matrix);
        DataType type = matrix.getDataType();
        return x.getDataType() == type
                ? multiplied(x, matrix)
                : Scoped.result(() -> multiplied(x.toType(type, false), matrix));
    }

    /** Whether derivatives pass through {@link #product}: what changes a tensor's type stops them. */
    public boolean isDifferentiable() {
        return this != FLOAT16;
    }

    private NDArray rounded(NDArray x) {
        return Scoped.result(
                () -> this == TF32 ? tf32(x) : x.toType(DataType.FLOAT16, true).toType(DataType.FLOAT32, true));
    }

    /** The nearest numbers of 11 bits: Veltkamp's splitting (Dekker 1971, section 5); above 4e34 no number. */
    private static NDArray tf32(NDArray x) {
        NDArray wide = x.mul(SPLIT);
        return wide.sub(wide.sub(x));
    }

    /** As the command line and keys spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
