package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.tensor.FusedKernels;
import dev.retrace.steps.tensor.FusedPullbacks;
import dev.retrace.steps.tensor.GatedScan;
import dev.retrace.steps.tensor.Lines;
import dev.retrace.steps.tensor.Normalization;
import dev.retrace.steps.tensor.Repeated;
import dev.retrace.steps.tensor.Tape;
import dev.retrace.steps.tensor.TensorRows;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of a {@link Mamba1Block} that nobody changes by h, from that by what leaves it, v, on a GPU: five
 * products up, once for rows that repeat each other, and the same five transposed down, with a kernel between two.
 *
 * <pre>{@code
 * by s g: v W_oᵀ          by δ, c, B, C, g: those of the scan          by W_x c: (by δ W_Δᵀ, by B, by C)
 * by c: + (by W_x c) W_xᵀ          by a: that of the convolution          by x: by a W_aᵀ + by g W_gᵀ
 * by h: v + that of the norm
 * }</pre>
 */
record Mamba1Pullback(MambaConfig config, Mamba1Weights weights, FusedKernels kernels) {

    /**
     * The derivative.
     *
     * @param h before the block, (t', d)
     * @param pass of the rows of h
     * @param start the scan's states before them
     * @param rows which of them the rows of v repeat
     * @param slope v, (t, d)
     * @return (t, d), of the caller's scope
     */
    NDArray of(NDArray h, Pass pass, @Nullable Lines start, Repeated rows, NDArray slope) {
        FusedPullbacks pullbacks = kernels.pullbacks();
        NDArray x = Normalization.rms(h, weights.norm(), config.eps());
        NDArray a = weights.intoA().of(x);
        Lines history = Convolved.history(weights.convolution(), a, pass);
        NDArray c = weights.convolution().activated(Tape.NONE, a, history, pass.packing());
        GatedScan scan = scan(c, weights.intoGate().of(x), start);
        FusedPullbacks.OfGated of =
                pullbacks.gated(kernels, scan, rows, weights.outOf().pulled(slope));
        NDArray bySteering = NDArrays.concat(new NDList(weights.intoStep().pulled(of.step()), of.steering()), 1);
        NDArray byC = of.c().addi(weights.intoScan().pulled(bySteering));
        NDArray byA = weights.convolution().pulled(pullbacks, a, history, rows, byC);
        NDArray byX = weights.intoA().pulled(byA).addi(weights.intoGate().pulled(of.gate()));
        return pullbacks.rms(h, weights.norm(), config.eps(), rows, byX, slope);
    }

    private GatedScan scan(NDArray c, NDArray raw, @Nullable Lines start) {
        NDArray steering = weights.intoScan().of(c); // (t', r + 2 n)
        NDArray step = weights.intoStep().bare(TensorRows.columns(steering, 0, config.rank()));
        return new GatedScan(
                step,
                weights.intoStep().bias(),
                c,
                steering,
                config.rank(),
                weights.decay(),
                weights.skip(),
                raw,
                start);
    }
}
