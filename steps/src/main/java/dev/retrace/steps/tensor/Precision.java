package dev.retrace.steps.tensor;

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
     * Factors rounded to 10 bits of mantissa by the multipliers of NVIDIA's GPUs. Torch reads this once,
     * when it starts, from {@code TORCH_ALLOW_TF32_CUBLAS_OVERRIDE}; whoever starts the process sets it.
     */
    TF32,

    /**
     * Factors rounded to float16, products summed in float32, sums rounded to float16. On the CPU the
     * factors are widened again before they are multiplied: the same numbers but for the order of the
     * sum, and measured at 60 GFLOP/s where torch's own float16 product on one core has 20 (on older
     * processors 0.7) and float32 has 65.
     */
    FLOAT16;

    /**
     * The precision of a lane.
     *
     * @param name {@code float32}, {@code tf32} or {@code float16}
     * @throws StepException if there is none of that name, or the device has not got it
     */
    public static Precision of(String name, String device) {
        Precision found = Arrays.stream(values())
                .filter(each -> each.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new StepException("a precision is "
                        + Arrays.stream(values()).map(Precision::toString).collect(Collectors.joining(", ")) + ", not '"
                        + name + "'"));
        if (found == TF32 && device.equals("cpu")) {
            throw new StepException("tf32 is a mode of NVIDIA's GPUs; the cpu has float32 and float16");
        }
        return found;
    }

    /**
     * A weight matrix as {@link #product} takes it.
     *
     * @return the matrix itself where it is as it must be, else a rounded copy that its owner frees
     */
    public NDArray matrix(NDArray weights) {
        if (this != FLOAT16) {
            return weights;
        }
        if (weights.getDevice().isGpu()) {
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
     * @param x (t, inputs), float32
     * @param matrix W, (inputs, outputs), from {@link #matrix}
     * @return (t, outputs), float32, of the caller's scope; infinite where float16 ends, at 65504
     */
    public NDArray product(NDArray x, NDArray matrix) {
        if (this != FLOAT16) {
            return x.matMul(matrix);
        }
        return Scoped.result(() -> matrix.getDevice().isGpu()
                ? x.toType(DataType.FLOAT16, false).matMul(matrix).toType(DataType.FLOAT32, false)
                : rounded(rounded(x).matMul(matrix)));
    }

    private static NDArray rounded(NDArray x) {
        return Scoped.result(() -> x.toType(DataType.FLOAT16, true).toType(DataType.FLOAT32, true));
    }

    /** As the command line and keys spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
