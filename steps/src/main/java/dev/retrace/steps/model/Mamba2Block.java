package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.checkpoint.Mamba2Config;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.Autograd;
import dev.retrace.steps.tensor.CausalConvolution;
import dev.retrace.steps.tensor.Normalization;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.TensorRows;
import dev.retrace.steps.tensor.TokenMixing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One block of Mamba-2, with a scalar decay per head and time step:
 *
 * <pre>{@code
 * x = RMSNorm(h)      a = W_a x      (B, C) = W_bc x      δ = W_δ x      Δ = clamp(softplus(δ + b_Δ))
 * (c, B, C) = SiLU(conv(a, B, C))    S[t] = exp(-exp(A_log) Δ[t]) S[t-1] + Δ[t] c[t] B[t]ᵀ
 * s = S C + D c       g = SiLU(W_g x)       o = W_o RMSNorm(s g)
 * }</pre>
 *
 * <p>The scan is computed in its dual form: what token t takes from token s is C[t] · B[s], decayed, so
 * a layer goes on after any token from the B, Δ c and decays of the tokens before.
 *
 * <p>Source: Dao and Gu, "Transformers are SSMs" (arXiv 2405.21060), sections 3.4 and 7. The gate comes
 * before the normalisation, as in the authors' models. All tensors are packed, (t, ·).
 */
final class Mamba2Block implements Block {

    private final Mamba2Config config;
    private final NDArray norm; // (d)
    private final Projection intoGate; // (d, e)
    private final Projection intoA; // (d, e)
    private final Projection intoBoth; // B and C, (d, 2 G n)
    private final Projection intoStep; // (d, H)
    private final CausalConvolution convolution; // of e + 2 G n channels
    private final NDArray stepBias; // (H)
    private final NDArray logRates; // A_log, (H)
    private final NDArray decay; // A, (H)
    private final NDArray skip; // D of each channel, (e)
    private final NDArray gatedNorm; // (e)
    private final Projection outOf; // (e, d)

    /**
     * @param weights of this layer
     */
    Mamba2Block(NDManager owner, Mamba2Config config, Weights weights) {
        this.config = config;
        this.norm = weights.get("norm.weight");
        NDArray into = weights.get("mixer.in_proj.weight"); // (2 e + 2 G n + H, d)
        NDArray bias = weights.find("mixer.in_proj.bias");
        long inner = config.inner();
        long both = 2L * config.groups() * config.state();
        this.intoGate = part(weights.precision(), into, bias, 0, inner);
        this.intoA = part(weights.precision(), into, bias, inner, inner);
        this.intoBoth = part(weights.precision(), into, bias, 2 * inner, both);
        this.intoStep = part(weights.precision(), into, bias, 2 * inner + both, config.heads());
        this.convolution =
                new CausalConvolution(owner, weights.get("mixer.conv1d.weight"), weights.find("mixer.conv1d.bias"));
        this.stepBias = weights.get("mixer.dt_bias");
        this.logRates = weights.get("mixer.A_log");
        this.decay = logRates.exp().neg();
        this.skip = weights.get("mixer.D").repeat(config.headWidth());
        this.gatedNorm = weights.get("mixer.norm.weight");
        this.outOf = Projection.transposed(
                weights.precision(), weights.get("mixer.out_proj.weight"), weights.find("mixer.out_proj.bias"));
    }

    private static Projection part(Precision precision, NDArray into, @Nullable NDArray bias, long begin, long size) {
        return Projection.transposed(
                precision,
                TensorRows.slice(into, begin, begin + size),
                bias == null ? null : TensorRows.slice(bias, begin, begin + size));
    }

    @Override
    public NDArray forward(NDArray h, Pass pass) {
        NDArray x = Normalization.rms(h, norm, config.eps());
        NDArray a = intoA.of(x);
        pass.projected(Weight.W_A, x, a);
        pass.at(State.A, a);
        NDArray seen = NDArrays.concat(new NDList(a, intoBoth.of(x)), 1);
        NDArray step = steps(x);
        pass.remember(Memory.STEP, step);
        NDArray s = mixed(step, Convolved.of(convolution, seen, pass), pass);
        StrictCuts.into(
                s,
                seen,
                convolution,
                pass,
                (convolved, past) -> mixed(past.whole(Memory.STEP, step), convolved, past.again()));
        pass.at(State.S, s);
        NDArray raw = intoGate.of(x);
        pass.projected(Weight.W_G, x, raw);
        pass.at(State.G_RAW, raw);
        NDArray g = Normalization.silu(raw);
        pass.at(State.G, g);
        NDArray gated = normalized(s.mul(g));
        NDArray o = outOf.of(gated);
        pass.projected(Weight.W_O, gated, o);
        pass.at(State.O, o);
        return h.add(o);
    }

    @Override
    public Optional<Fading> fading() {
        return Optional.of(new Fading(logRates, config.groups()));
    }

    /** Δ, (t, H). */
    private NDArray steps(NDArray x) {
        NDArray step = intoStep.of(x).addi(stepBias).getNDArrayInternal().softPlus();
        step = step.maximum(Autograd.number(step, config.least()));
        return config.most().isPresent()
                ? step.minimum(Autograd.number(step, config.most().getAsDouble()))
                : step;
    }

    /**
     * s, (t, e).
     *
     * @param step Δ, (t, H)
     * @param convolved c, B and C, (t, e + 2 G n)
     */
    private NDArray mixed(NDArray step, NDArray convolved, Pass pass) {
        long inner = config.inner();
        long part = (long) config.groups() * config.state();
        NDArray c = TensorRows.columns(convolved, 0, inner);
        NDArray in = TensorRows.columns(convolved, inner, inner + part);
        NDArray out = TensorRows.columns(convolved, inner + part, inner + 2 * part);
        NDArray logDecay = step.mul(decay);
        NDArray values = c.reshape(-1, config.heads(), config.headWidth())
                .mul(step.expandDims(2))
                .reshape(-1, inner);
        pass.remember(Memory.KEYS, in);
        pass.remember(Memory.VALUES, values);
        pass.remember(Memory.DECAY, logDecay);
        pass.remember(Memory.OUT, out);
        int[] none = new int[pass.packing().rows()];
        return new Mixing(pass, none, config.heads())
                .mixed(grid -> TokenMixing.decayed(
                        grid.queries(out, config.groups()),
                        grid.keys(Memory.KEYS, in, config.groups()),
                        grid.keys(Memory.VALUES, values, config.heads()),
                        grid.keys(Memory.DECAY, logDecay, config.heads()).squeeze(3),
                        grid.mask()))
                .addi(c.mul(skip));
    }

    private NDArray normalized(NDArray gated) {
        NDArray parts = gated.reshape(-1, config.normGroups(), config.inner() / config.normGroups());
        return Normalization.rms(parts, config.eps())
                .reshape(-1, config.inner())
                .mul(gatedNorm);
    }
}
