package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.FusedKernels;
import dev.retrace.steps.tensor.GatedScan;
import dev.retrace.steps.tensor.Lines;
import dev.retrace.steps.tensor.Normalization;
import dev.retrace.steps.tensor.Repeated;
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
    private final Mamba1Weights weights;
    private final Optional<FusedKernels> kernels; // of this device, for this state

    /** @param weights of this layer */
    Mamba1Block(NDManager owner, MambaConfig config, Weights weights) {
        this.owner = owner;
        this.config = config;
        this.weights = Mamba1Weights.of(owner, config, weights);
        this.kernels = FusedKernels.of(this.weights.decay());
    }

    @Override
    public NDArray forward(NDArray h, Pass pass) {
        boolean bare = kernels.isPresent()
                && !pass.remembers()
                && !pass.tape().records()
                && pass.cuts().isEmpty();
        boolean ofNorm = bare && !pass.shows(Weight.W_A) && !pass.shows(Weight.W_G);
        NDArray x = Normalization.rms(
                h, weights.norm(), config.eps(), ofNorm ? weights.intoA().factors() : DataType.FLOAT32);
        NDArray a = projected(weights.intoA(), x, pass, bare, Weight.W_A, State.A);
        NDArray raw = projected(weights.intoGate(), x, pass, bare, Weight.W_G, State.G_RAW);
        NDArray gated = bare && isClosed(pass) ? fused(a, raw, pass) : gated(a, raw, pass);
        return h.add(projected(weights.outOf(), gated, pass, bare, Weight.W_O, State.O));
    }

    @Override
    public Optional<NDArray> pulled(NDArray h, Pass pass, Repeated rows, NDArray slope) {
        return kernels.filter(present -> config.mixerEps().isEmpty())
                .map(present -> new Mamba1Pullback(config, weights, present).of(h, pass, before(pass), rows, slope));
    }

    /** W x where it is born; as kernels read it, if they may and nobody else looks at it. */
    private static NDArray projected(Projection into, NDArray x, Pass pass, boolean bare, Weight weight, State state) {
        if (bare && into.bias() == null && !pass.shows(weight) && !pass.shows(state)) {
            return into.bare(x);
        }
        NDArray wide = x.getDataType() == DataType.FLOAT32 ? x : x.toType(DataType.FLOAT32, false);
        NDArray y = into.of(wide);
        pass.projected(weight, wide, y);
        pass.at(state, y);
        return y;
    }

    /** Whether nobody looks between the convolution and W_o. */
    private boolean isClosed(Pass pass) {
        return !pass.shows(State.S) && !pass.shows(State.G);
    }

    /** s g in one pass over the device's memory. */
    private NDArray fused(NDArray a, NDArray raw, Pass pass) {
        int rank = config.rank();
        NDArray c;
        NDArray factor; // c as W_x is multiplied with it
        if (a.getDataType() == DataType.FLOAT32) {
            c = Convolved.of(weights.convolution(), a, pass);
            factor = c;
        } else {
            factor = a.getManager().create(a.getShape(), a.getDataType());
            Lines history = Convolved.history(weights.convolution(), a, pass);
            c = weights.convolution().activated(a, history, pass.packing(), factor);
        }
        NDArray steering = weights.intoScan().of(factor); // (t, r + 2 n)
        NDArray step = weights.intoStep().bare(normalized(TensorRows.columns(steering, 0, rank)));
        if (step.getDataType() != raw.getDataType()) {
            step = step.toType(raw.getDataType(), false);
        }
        if (config.mixerEps().isPresent()) {
            NDArray in = normalized(TensorRows.columns(steering, rank, rank + config.state()));
            NDArray out = normalized(TensorRows.columns(steering, rank + config.state(), rank + 2L * config.state()));
            steering = NDArrays.concat(new NDList(in, out), 1);
            rank = 0;
        }
        GatedScan scan = new GatedScan(
                step, weights.intoStep().bias(), c, steering, rank, weights.decay(), weights.skip(), raw, before(pass));
        return kernels.orElseThrow().gated(pass.packing(), scan);
    }

    /** s g, shown where they are born. */
    private NDArray gated(NDArray a, NDArray raw, Pass pass) {
        NDArray c = pass.tape().gathered(Convolved.of(weights.convolution(), a, pass));
        NDArray s = mixed(a, c, pass);
        pass.at(State.S, s);
        NDArray g =
                Normalization.silu(raw.getDataType() == DataType.FLOAT32 ? raw : raw.toType(DataType.FLOAT32, false));
        pass.at(State.G, g);
        return s.mul(g);
    }

    @Override
    public Optional<Fading> fading() {
        return Optional.of(new Fading(weights.logRates(), 1));
    }

    /** s, (t, e), of what the convolution sees and gives. */
    private NDArray mixed(NDArray a, NDArray c, Pass pass) {
        NDArray s = mixed(c, pass);
        StrictCuts.into(s, a, weights.convolution(), pass, (convolved, past) -> mixed(convolved, past.again()));
        return s;
    }

    /** s of c, both (t, e). */
    private NDArray mixed(NDArray c, Pass pass) {
        return scanned(c, pass).addi(c.mul(weights.skip()));
    }

    /** y of c, both (t, e). */
    private NDArray scanned(NDArray c, Pass pass) {
        int rank = config.rank();
        int state = config.state();
        NDArray projected = weights.intoScan().of(c); // (t, r + 2 n)
        NDArray delta = weights.intoStep()
                .of(normalized(TensorRows.columns(projected, 0, rank)))
                .getNDArrayInternal()
                .softPlus();
        NDArray in = normalized(TensorRows.columns(projected, rank, rank + state));
        NDArray out = normalized(TensorRows.columns(projected, rank + state, rank + 2L * state));
        SelectiveScan.Drive drive = new SelectiveScan.Drive(delta, delta.mul(c), in);
        Lines start = start(pass);
        pass.remember(Memory.STEP, drive.delta());
        pass.remember(Memory.DRIVE, drive.drive());
        pass.remember(Memory.IN, drive.in());
        pass.remember(Memory.OUT, out);
        if (pass.keepsStates((long) state * config.inner())) {
            NDArray states = SelectiveScan.states(pass.packing(), drive, weights.decay(), start);
            pass.remember(Memory.STATE, states);
            return SelectiveScan.read(states, out);
        }
        if (pass.tape().records()) {
            NDArray states = start.taken(owner).reshape(start.indices().length, state, config.inner());
            return SelectiveScan.recorded(pass.tape(), pass.packing(), drive, weights.decay(), out, states);
        }
        SeveredScan severed = new SeveredScan(pass, config.inner(), state);
        NDArray y = SelectiveScan.outputs(
                pass.packing(), severed.entered(drive), weights.decay(), out, severed.started(start, weights.decay()));
        severed.into(y, drive, weights.decay(), out);
        return y;
    }

    private NDArray normalized(NDArray part) {
        return config.mixerEps().isPresent()
                ? Normalization.rms(part, config.mixerEps().getAsDouble())
                : part;
    }

    /** Where the scan's state before the first token of each row lies, (any, n e); none if all begin there. */
    private @Nullable Lines before(Pass pass) {
        return starts(pass) ? start(pass) : null;
    }

    /** Whether some row goes on from earlier tokens. */
    private static boolean starts(Pass pass) {
        return Arrays.stream(pass.begins()).anyMatch(begin -> begin > 0);
    }

    /** Where the scan's state before the first token of each row lies, (any, n e). */
    private Lines start(Pass pass) {
        int width = config.state() * config.inner();
        int[] rows = IntStream.range(0, pass.packing().rows()).toArray();
        if (!starts(pass)) {
            return new Lines(owner.zeros(new Shape(1, width)), new long[rows.length]);
        } else if (pass.recalls(Memory.STATE)) {
            int[] last = Arrays.stream(pass.begins()).map(begin -> begin - 1).toArray();
            return pass.lines(Memory.STATE, rows, last, width);
        } else if (pass.recalls(Memory.START)) {
            return pass.lines(Memory.START, rows, pass.begins(), width);
        }
        return new Rescan(pass, config.inner(), config.state()).states(weights.decay());
    }
}
