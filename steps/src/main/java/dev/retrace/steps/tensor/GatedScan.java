package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.cuda.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * What the scan of a block with its surroundings runs over:
 *
 * <pre>{@code
 * Δ = softplus(δ + b)     s = scan(Δ, c, B, C) + D c     s g = s SiLU(g_raw)
 * }</pre>
 *
 * @param step δ before its bias, (t, e), float32 or float16
 * @param bias b, (e)
 * @param c (t, e)
 * @param steering what B and C stand in, one after the other, (t, rank + 2 n)
 * @param rank where B begins
 * @param a A, negative, (n, e)
 * @param skip D, (e)
 * @param gate g before SiLU, (t, e), of the type of δ
 * @param start the state before the first token of each row, (n e); none where all are zero
 */
public record GatedScan(
        NDArray step,
        @Nullable NDArray bias,
        NDArray c,
        NDArray steering,
        int rank,
        NDArray a,
        NDArray skip,
        NDArray gate,
        @Nullable Lines start) {

    /** Goes on with the arguments that steer a kernel: B and C with their widths, A, D and the gate. */
    Arguments steering(Arguments begun) {
        int width = PackedKernels.width(steering);
        return begun.of(steering, rank)
                .of(width)
                .of(steering, rank + n())
                .of(width)
                .of(a)
                .of(skip)
                .of(gate);
    }

    int n() {
        return Math.toIntExact(a.getShape().get(0));
    }

    int inner() {
        return PackedKernels.width(a);
    }
}
