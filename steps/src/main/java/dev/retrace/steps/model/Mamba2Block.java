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
import dev.retrace.steps.tensor.Cut;
import dev.retrace.steps.tensor.DualScan;
import dev.retrace.steps.tensor.Normalization;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.Tape;
import dev.retrace.steps.tensor.TensorRows;
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
 * <p>The scan is a {@link Mamba2Mixing}.
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
    private final NDArray gatedNorm; // (e)
    private final Projection outOf; // (e, d)
    private final Mamba2Mixing mixing;

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
        this.gatedNorm = weights.get("mixer.norm.weight");
        this.outOf = Projection.transposed(
                weights.precision(), weights.get("mixer.out_proj.weight"), weights.find("mixer.out_proj.bias"));
        this.mixing = new Mamba2Mixing(
                new DualScan.Heads(config.heads(), config.groups(), config.headWidth(), config.state()),
                logRates.exp().neg(),
                weights.get("mixer.D").repeat(config.headWidth()));
    }

    private static Projection part(Precision precision, NDArray into, @Nullable NDArray bias, long begin, long size) {
        return Projection.transposed(
                precision,
                TensorRows.slice(into, begin, begin + size),
                bias == null ? null : TensorRows.slice(bias, begin, begin + size));
    }

    @Override
    public NDArray forward(NDArray h, Pass pass) {
        NDArray x = normalized(h, pass.tape());
        NDArray a = intoA.of(x);
        pass.projected(Weight.W_A, x, a);
        pass.at(State.A, a);
        NDArray raw = intoGate.of(x);
        pass.projected(Weight.W_G, x, raw);
        pass.at(State.G_RAW, raw);
        NDArray seen = NDArrays.concat(new NDList(a, intoBoth.of(x)), 1);
        NDArray step = intoStep.of(x);
        NDArray gated = normalized(isClosed(pass) ? fused(step, seen, raw, pass) : gated(step, seen, raw, pass));
        NDArray o = outOf.of(gated);
        pass.projected(Weight.W_O, gated, o);
        pass.at(State.O, o);
        return h.add(o);
    }

    /** x, whose derivative several things bring down one after another where the mixing has a formula of its own. */
    private NDArray normalized(NDArray h, Tape tape) {
        NDArray x = Normalization.rms(h, norm, config.eps());
        return mixing.isFused() ? tape.gathered(x) : x;
    }

    /** Whether nobody looks between the convolution and the normalisation, now or later. */
    private boolean isClosed(Pass pass) {
        return mixing.isFused(pass)
                && !pass.remembers()
                && !pass.tape().records()
                && pass.cuts().stream().noneMatch(Cut::strict)
                && !pass.shows(State.S)
                && !pass.shows(State.G);
    }

    /** s g in one pass over the device's memory. */
    private NDArray fused(NDArray step, NDArray seen, NDArray raw, Pass pass) {
        double most = config.most().orElse(Double.POSITIVE_INFINITY);
        DualScan.Step made = new DualScan.Step(step, stepBias, config.least(), most);
        return mixing.gated(made, Convolved.of(convolution, seen, pass), raw, pass);
    }

    /** s g, shown where they are born. */
    private NDArray gated(NDArray raw, NDArray seen, NDArray gate, Pass pass) {
        NDArray step = steps(raw);
        pass.remember(Memory.STEP, step);
        NDArray s = mixing.of(step, Convolved.of(convolution, seen, pass), pass);
        StrictCuts.into(
                s,
                seen,
                convolution,
                pass,
                (convolved, past) -> mixing.of(past.whole(Memory.STEP, step), convolved, past.again()));
        pass.at(State.S, s);
        NDArray g = Normalization.silu(gate);
        pass.at(State.G, g);
        return s.mul(g);
    }

    @Override
    public Optional<Fading> fading() {
        return Optional.of(new Fading(logRates, config.groups()));
    }

    /** Δ of δ, which is overwritten, both (t, H). */
    private NDArray steps(NDArray raw) {
        NDArray step = raw.addi(stepBias).getNDArrayInternal().softPlus();
        step = step.maximum(Autograd.number(step, config.least()));
        return config.most().isPresent()
                ? step.minimum(Autograd.number(step, config.most().getAsDouble()))
                : step;
    }

    private NDArray normalized(NDArray gated) {
        if (config.normGroups() == 1) {
            return Normalization.rms(gated, gatedNorm, config.eps());
        }
        NDArray parts = gated.reshape(-1, config.normGroups(), config.inner() / config.normGroups());
        return Normalization.rms(parts, config.eps())
                .reshape(-1, config.inner())
                .mul(gatedNorm);
    }
}
