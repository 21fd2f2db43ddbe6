package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.CausalConvolution;
import dev.retrace.steps.tensor.Normalization;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.SelectiveScan;
import dev.retrace.steps.tensor.TensorRows;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One block of Mamba:
 *
 * <pre>{@code
 * x = RMSNorm(h)               a = W_a x
 * c = SiLU(conv(a))            (δ, B, C) = W_x c      Δ = softplus(W_Δ δ + b_Δ)
 * y = scan(Δ, c, B, C)         s = y + D c            g = SiLU(W_g x)         o = W_o (s g)
 * }</pre>
 *
 * <p>Falcon-Mamba divides δ, B and C each by its root mean square.
 *
 * <p>Source: Gu and Dao, "Mamba" (arXiv 2312.00752), sections 3.4 and 3.6; letters of Sen Sharma et
 * al. (arXiv 2404.03646), figure 1. All tensors are packed, (t, ·).
 */
final class Mamba1Block implements Block {

    private final NDManager owner;
    private final MambaConfig config;
    private final NDArray norm; // (d)
    private final Projection intoA; // (d, e)
    private final Projection intoGate; // (d, e)
    private final CausalConvolution convolution; // of e channels
    private final Projection intoScan; // (e, r + 2 n)
    private final Projection intoStep; // (r, e)
    private final NDArray logRates; // A_log, (e, n)
    private final NDArray decay; // A, (n, e)
    private final NDArray skip; // D, (e)
    private final Projection outOf; // (e, d)

    /**
     * @param weights of this layer
     */
    Mamba1Block(NDManager owner, MambaConfig config, Weights weights) {
        this.owner = owner;
        this.config = config;
        this.norm = weights.get("norm.weight");
        NDArray into = weights.get("mixer.in_proj.weight"); // (2 e, d)
        NDArray bias = weights.find("mixer.in_proj.bias"); // (2 e)
        this.intoA = half(weights.precision(), into, bias, 0, config.inner());
        this.intoGate = half(weights.precision(), into, bias, config.inner(), 2L * config.inner());
        this.convolution =
                new CausalConvolution(owner, weights.get("mixer.conv1d.weight"), weights.find("mixer.conv1d.bias"));
        this.intoScan = Projection.transposed(weights.precision(), weights.get("mixer.x_proj.weight"), null);
        this.intoStep = Projection.transposed(
                weights.precision(), weights.get("mixer.dt_proj.weight"), weights.get("mixer.dt_proj.bias"));
        this.logRates = weights.get("mixer.A_log");
        this.decay = TensorRows.contiguous(logRates.transpose().exp().neg());
        this.skip = weights.get("mixer.D");
        this.outOf = Projection.transposed(
                weights.precision(), weights.get("mixer.out_proj.weight"), weights.find("mixer.out_proj.bias"));
    }

    private static Projection half(Precision precision, NDArray into, @Nullable NDArray bias, long begin, long end) {
        return Projection.transposed(
                precision,
                TensorRows.slice(into, begin, end),
                bias == null ? null : TensorRows.slice(bias, begin, end));
    }

    @Override
    public NDArray forward(NDArray h, Pass pass) {
        NDArray x = Normalization.rms(h, norm, config.eps());
        NDArray a = intoA.of(x);
        pass.projected(Weight.W_A, x, a);
        pass.at(State.A, a);
        NDArray c = pass.tape().gathered(Convolved.of(convolution, a, pass));
        NDArray s = mixed(c, pass);
        StrictCuts.into(s, a, convolution, pass, this::mixed);
        pass.at(State.S, s);
        NDArray raw = intoGate.of(x);
        pass.projected(Weight.W_G, x, raw);
        pass.at(State.G_RAW, raw);
        NDArray g = Normalization.silu(raw);
        pass.at(State.G, g);
        NDArray gated = s.mul(g);
        NDArray o = outOf.of(gated);
        pass.projected(Weight.W_O, gated, o);
        pass.at(State.O, o);
        return h.add(o);
    }

    @Override
    public Optional<Fading> fading() {
        return Optional.of(new Fading(logRates, 1));
    }

    /** s of c, both (t, e). */
    private NDArray mixed(NDArray c, Pass pass) {
        return scanned(c, pass).addi(c.mul(skip));
    }

    /** y of c, both (t, e). */
    private NDArray scanned(NDArray c, Pass pass) {
        int rank = config.rank();
        int state = config.state();
        NDArray projected = intoScan.of(c); // (t, r + 2 n)
        NDArray delta = intoStep.of(normalized(TensorRows.columns(projected, 0, rank)))
                .getNDArrayInternal()
                .softPlus();
        NDArray in = normalized(TensorRows.columns(projected, rank, rank + state));
        NDArray out = normalized(TensorRows.columns(projected, rank + state, rank + 2L * state));
        SelectiveScan.Drive drive = new SelectiveScan.Drive(delta, delta.mul(c), in);
        NDArray start = start(pass);
        pass.remember(Memory.STEP, drive.delta());
        pass.remember(Memory.DRIVE, drive.drive());
        pass.remember(Memory.IN, drive.in());
        pass.remember(Memory.OUT, out);
        if (pass.keepsStates((long) state * config.inner())) {
            NDArray states = SelectiveScan.states(pass.packing(), drive, decay, start);
            pass.remember(Memory.STATE, states);
            return SelectiveScan.read(states, out);
        }
        if (pass.tape().records()) {
            return SelectiveScan.recorded(pass.tape(), pass.packing(), drive, decay, out, start);
        }
        SeveredScan severed = new SeveredScan(pass, config.inner(), state);
        NDArray y = SelectiveScan.outputs(pass.packing(), severed.entered(start, drive, decay), decay, out, start);
        severed.into(y, drive, decay, out);
        return y;
    }

    private NDArray normalized(NDArray part) {
        return config.mixerEps().isPresent()
                ? Normalization.rms(part, config.mixerEps().getAsDouble())
                : part;
    }

    /** The scan's state before the first token of each row, (r, n, e). */
    private NDArray start(Pass pass) {
        int rows = pass.packing().rows();
        int[] begins = pass.begins();
        Shape shape = new Shape(rows, config.state(), config.inner());
        if (Arrays.stream(begins).allMatch(begin -> begin == 0)) {
            return owner.zeros(shape);
        } else if (pass.recalls(Memory.STATE)) {
            int[] last = Arrays.stream(begins).map(begin -> begin - 1).toArray();
            int width = config.state() * config.inner();
            return pass.recall(Memory.STATE, IntStream.range(0, rows).toArray(), last, width)
                    .reshape(shape);
        } else if (pass.recalls(Memory.START)) {
            int width = config.state() * config.inner();
            return pass.recall(Memory.START, IntStream.range(0, rows).toArray(), begins, width)
                    .reshape(shape);
        }
        return new Rescan(pass, config.inner(), config.state()).states(decay).reshape(shape);
    }
}
