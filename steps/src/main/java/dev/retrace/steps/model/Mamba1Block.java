package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.tensor.Normalization;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.SelectiveScan;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One block of Mamba, in the parts between which a run keeps values and a replay brings them in:
 *
 * <pre>{@code
 * x = RMSNorm(h)               a = W_a x
 * c = SiLU(conv(a))            (δ, B, C) = W_x c      Δ = softplus(W_Δ δ + b_Δ)
 * y = scan(Δ, c, B, C)         s = y + D c            g = SiLU(W_g x)         o = W_o (s g)
 * }</pre>
 *
 * <p>Source: Gu and Dao, "Mamba" (arXiv 2312.00752), sections 3.4 and 3.6; letters of Sen Sharma et
 * al. (arXiv 2404.03646), figure 1. All tensors are packed, (t, ·); results belong to the caller's scope.
 */
final class Mamba1Block {

    private final NDManager owner;
    private final MambaConfig config;
    private final NDArray norm; // (d)
    private final NDArray intoA; // (d, e)
    private final NDArray intoGate; // (d, e)
    private final List<NDArray> convolution = new ArrayList<>(); // k of (e), by distance from the token
    private final NDArray convolutionBias; // (e)
    private final NDArray intoScan; // (e, r + 2 n)
    private final NDArray intoStep; // (r, e)
    private final NDArray stepBias; // (e)
    private final NDArray decay; // A, (n, e)
    private final NDArray skip; // D, (e)
    private final NDArray outOf; // (e, d)

    /** Sees or changes a state in place where it is born. */
    interface Tap {
        void at(State state, NDArray value);
    }

    /**
     * What a block knows before its scan.
     *
     * @param c (t, e)
     * @param drive what the scan runs over
     * @param out C, (t, n)
     */
    record Inner(NDArray c, SelectiveScan.Drive drive, NDArray out) {}

    /**
     * @param weights all tensors of the model, which must outlive the block
     */
    Mamba1Block(NDManager owner, MambaConfig config, Map<String, NDArray> weights, int layer) {
        this.owner = owner;
        this.config = config;
        this.norm = weight(weights, layer, "norm.weight");
        NDArray into = weight(weights, layer, "mixer.in_proj.weight"); // (2 e, d)
        this.intoA = TensorRows.slice(into, 0, config.inner()).transpose();
        this.intoGate =
                TensorRows.slice(into, config.inner(), 2L * config.inner()).transpose();
        NDArray kernels = weight(weights, layer, "mixer.conv1d.weight"); // (e, 1, k)
        for (int distance = 0; distance < config.kernel(); distance++) {
            convolution.add(contiguous(kernels.get(":, 0, " + (config.kernel() - 1 - distance))));
        }
        this.convolutionBias = weight(weights, layer, "mixer.conv1d.bias");
        this.intoScan = weight(weights, layer, "mixer.x_proj.weight").transpose();
        this.intoStep = weight(weights, layer, "mixer.dt_proj.weight").transpose();
        this.stepBias = weight(weights, layer, "mixer.dt_proj.bias");
        this.decay = contiguous(
                weight(weights, layer, "mixer.A_log").transpose().exp().neg());
        this.skip = weight(weights, layer, "mixer.D");
        this.outOf = weight(weights, layer, "mixer.out_proj.weight").transpose();
    }

    /** x of h, both (t, d). */
    NDArray normalized(NDArray h) {
        return Normalization.rms(h, norm, (float) config.eps());
    }

    /** a of x, (t, e): what the convolution sees. */
    NDArray convolutionInput(NDArray x) {
        return x.matMul(intoA);
    }

    /**
     * What the scan runs over.
     *
     * @param a (t, e)
     * @param history a of the k - 1 tokens before the first, step by step for all rows, ((k - 1) rows, e)
     */
    Inner inner(NDArray a, NDArray history, Packing packing) {
        NDArray c = Normalization.silu(convolved(a, history, packing));
        NDArray projected = c.matMul(intoScan); // (t, r + 2 n)
        int rank = config.rank();
        int state = config.state();
        NDArray delta = TensorRows.columns(projected, 0, rank)
                .matMul(intoStep)
                .addi(stepBias)
                .getNDArrayInternal()
                .softPlus();
        NDArray in = TensorRows.columns(projected, rank, rank + state);
        NDArray out = TensorRows.columns(projected, rank + state, rank + 2L * state);
        return new Inner(c, new SelectiveScan.Drive(delta, delta.mul(c), in), out);
    }

    /** The outputs y of the scan, (t, e); parameters as in {@link SelectiveScan#outputs}. */
    NDArray scan(Packing packing, Inner inner, NDArray start) {
        return SelectiveScan.outputs(packing, inner.drive(), decay, inner.out(), start);
    }

    /** The states of the scan, (t, n e); parameters as in {@link SelectiveScan#states}. */
    NDArray states(Packing packing, SelectiveScan.Drive drive, NDArray start) {
        return SelectiveScan.states(packing, drive, decay, start);
    }

    /** The state before the first token of some rows, (r, n, e). */
    NDArray zeroStates(int rows) {
        return owner.zeros(new Shape(rows, config.state(), config.inner()));
    }

    /**
     * The block's output o, (t, d).
     *
     * @param y of the scan, (t, e); overwritten
     * @param tap is shown s, g and o
     */
    NDArray output(NDArray x, NDArray y, NDArray c, Tap tap) {
        NDArray s = y.addi(c.mul(skip));
        tap.at(State.S, s);
        NDArray g = Normalization.silu(x.matMul(intoGate));
        tap.at(State.G, g);
        NDArray o = s.mul(g).matMul(outOf);
        tap.at(State.O, o);
        return o;
    }

    private NDArray convolved(NDArray a, NDArray history, Packing packing) {
        NDArray sum = a.mul(convolution.get(0)).addi(convolutionBias);
        NDArray all = NDArrays.concat(new NDList(history, a));
        for (int distance = 1; distance < config.kernel(); distance++) {
            long[] earlier = packing.earlier(distance, config.kernel() - 1);
            sum.addi(TensorRows.take(owner, all, earlier).muli(convolution.get(distance)));
        }
        return sum;
    }

    private static NDArray weight(Map<String, NDArray> weights, int layer, String tensor) {
        return Mamba1.weight(weights, MambaConfig.block(layer, tensor));
    }

    /** The same values in row-major order: the fast loops want their last axis adjacent. */
    private static NDArray contiguous(NDArray tensor) {
        return tensor.flatten().duplicate().reshape(tensor.getShape());
    }
}
