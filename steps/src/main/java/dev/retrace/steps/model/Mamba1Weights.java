package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.tensor.CausalConvolution;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.TensorRows;
import org.jspecify.annotations.Nullable;

/**
 * The weights of one {@link Mamba1Block}, as it multiplies with them.
 *
 * @param norm (d)
 * @param intoA W_a, (d, e)
 * @param intoGate W_g, (d, e)
 * @param convolution of e channels
 * @param intoScan W_x, (e, r + 2 n)
 * @param intoStep W_Δ and b_Δ, (r, e)
 * @param logRates A_log, (e, n)
 * @param decay A, (n, e)
 * @param skip D, (e)
 * @param outOf W_o, (e, d)
 */
record Mamba1Weights(
        NDArray norm,
        Projection intoA,
        Projection intoGate,
        CausalConvolution convolution,
        Projection intoScan,
        Projection intoStep,
        NDArray logRates,
        NDArray decay,
        NDArray skip,
        Projection outOf) {

    /** @param weights of one layer */
    static Mamba1Weights of(NDManager owner, MambaConfig config, Weights weights) {
        Precision precision = weights.precision();
        NDArray into = weights.get("mixer.in_proj.weight"); // (2 e, d)
        NDArray bias = weights.find("mixer.in_proj.bias"); // (2 e)
        return new Mamba1Weights(
                weights.get("norm.weight"),
                half(precision, into, bias, 0, config.inner()),
                half(precision, into, bias, config.inner(), 2L * config.inner()),
                new CausalConvolution(owner, weights.get("mixer.conv1d.weight"), weights.find("mixer.conv1d.bias")),
                Projection.transposed(precision, weights.get("mixer.x_proj.weight"), null),
                Projection.transposed(
                        precision, weights.get("mixer.dt_proj.weight"), weights.get("mixer.dt_proj.bias")),
                weights.get("mixer.A_log"),
                TensorRows.contiguous(
                        weights.get("mixer.A_log").transpose().exp().neg()),
                weights.get("mixer.D"),
                Projection.transposed(
                        precision, weights.get("mixer.out_proj.weight"), weights.find("mixer.out_proj.bias")));
    }

    private static Projection half(Precision precision, NDArray into, @Nullable NDArray bias, long begin, long end) {
        return Projection.transposed(
                precision,
                TensorRows.slice(into, begin, end),
                bias == null ? null : TensorRows.slice(bias, begin, end));
    }
}
