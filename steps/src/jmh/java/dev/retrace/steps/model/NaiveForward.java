package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;

/**
 * The model as one would write it down: a whole pass over a batch of equally long prompts, with one
 * callback per value. It shares no code with {@link Mamba1}: what a benchmark
 * compares with.
 */
final class NaiveForward {

    private final NDManager owner;
    private final MambaConfig config;
    private final Map<String, NDArray> weights;
    private final BinaryOperator<NDArray> product;

    /** Replaces or records a value where it is born, (b, l, ·). */
    interface Hook {

        Hook NONE = (site, value) -> value;

        NDArray at(Site site, NDArray value);

        /** Whether the last token of a layer reads a second state, without the writes of some tokens. */
        default boolean severed(int layer, int token) {
            return false;
        }

        /** Whether there is such a token. */
        default boolean severed(int layer) {
            return false;
        }
    }

    /** One that multiplies as torch does by itself. */
    NaiveForward(NDManager owner, MambaConfig config, Map<String, NDArray> weights) {
        this(owner, config, weights, NDArray::matMul);
    }

    /** @param product of (t, inputs) and (inputs, outputs) */
    NaiveForward(
            NDManager owner, MambaConfig config, Map<String, NDArray> weights, BinaryOperator<NDArray> product) {
        this.product = product;
        this.owner = owner;
        this.config = config;
        this.weights = new HashMap<>(weights);
        for (int layer = 0; layer < config.layers(); layer++) {
            NDArray decay = get(layer, "mixer.A_log").exp().neg().transpose(); // (n, e)
            this.weights.put(layer + " decay", decay.flatten().duplicate().reshape(decay.getShape()));
            NDArray kernel = get(layer, "mixer.conv1d.weight").squeeze(1).transpose(); // (k, e)
            this.weights.put(layer + " kernel", kernel.flatten().duplicate().reshape(kernel.getShape()));
        }
    }

    /** The last position's probabilities over the vocabulary, row after row. */
    float[] probabilities(List<int[]> prompts, Hook hook) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray h = hidden(prompts, hook);
            NDArray last = h.get(new NDIndex(":, " + (prompts.get(0).length - 1)));
            return times(rms(last, get("backbone.norm_f.weight")), head()).softmax(1).toFloatArray();
        }
    }

    private NDArray hidden(List<int[]> prompts, Hook hook) {
        List<NDArray> rows = new ArrayList<>();
        for (int[] prompt : prompts) {
            rows.add(get(MambaConfig.embedding(weights.keySet())).get(owner.create(prompt)));
        }
        NDArray h = NDArrays.stack(new NDList(rows)); // (b, l, d)
        for (int layer = 0; layer < config.layers(); layer++) {
            NDArray o = block(layer, rms(h, get(layer, "norm.weight")), hook);
            h = hook.at(new Site(State.H, layer), h.add(o));
        }
        return h;
    }

    private NDArray block(int layer, NDArray x, Hook hook) {
        NDArray both = times(x, get(layer, "mixer.in_proj.weight")); // (b, l, 2 e)
        NDArray a = hook.at(new Site(State.A, layer), both.get(new NDIndex(":, :, :" + config.inner())));
        NDArray c = silu(convolve(layer, a));
        NDArray s = hook.at(new Site(State.S, layer), scan(layer, c, hook));
        NDArray g = hook.at(new Site(State.G, layer), silu(both.get(new NDIndex(":, :, " + config.inner() + ":"))));
        NDArray o = times(s.mul(g), get(layer, "mixer.out_proj.weight"));
        return hook.at(new Site(State.O, layer), o);
    }

    private NDArray convolve(int layer, NDArray a) {
        long tokens = a.getShape().get(1);
        int before = config.kernel() - 1;
        NDArray pads = owner.zeros(new Shape(a.getShape().get(0), before, config.inner()));
        NDArray padded = NDArrays.concat(new NDList(pads, a), 1);
        NDArray kernel = get(layer + " kernel");
        NDArray sum = padded.get(new NDIndex(":, 0:" + tokens)).mul(kernel.get(0));
        for (int tap = 1; tap <= before; tap++) {
            sum.addi(padded.get(new NDIndex(":, " + tap + ":" + (tap + tokens))).mul(kernel.get(tap)));
        }
        return sum.addi(get(layer, "mixer.conv1d.bias"));
    }

    private NDArray scan(int layer, NDArray c, Hook hook) {
        int rank = config.rank();
        int states = config.state();
        NDArray projected = times(c, get(layer, "mixer.x_proj.weight"));
        NDArray delta = times(projected.get(new NDIndex(":, :, :" + rank)), get(layer, "mixer.dt_proj.weight"))
                .addi(get(layer, "mixer.dt_proj.bias"))
                .getNDArrayInternal()
                .softPlus();
        NDList in = steps(projected.get(new NDIndex(":, :, " + rank + ":" + (rank + states))));
        NDList out = steps(projected.get(new NDIndex(":, :, " + (rank + states) + ":")));
        NDList deltas = steps(delta);
        NDList drives = steps(delta.mul(c));
        NDArray decay = get(layer + " decay");
        NDArray state = owner.zeros(new Shape(c.getShape().get(0), states, config.inner()));
        NDArray second = hook.severed(layer) ? state.duplicate() : state;
        NDList y = new NDList();
        for (int token = 0; token < deltas.size(); token++) {
            NDArray left = deltas.get(token).mul(decay).exp();
            NDArray written = drives.get(token).mul(in.get(token).swapAxes(1, 2));
            state.muli(left).addi(written);
            if (second != state) {
                second.muli(left).addi(hook.severed(layer, token) ? written.zerosLike() : written);
            }
            y.add(out.get(token).matMul(token == deltas.size() - 1 ? second : state)); // (b, 1, e)
        }
        return NDArrays.concat(y, 1).add(c.mul(get(layer, "mixer.D")));
    }

    /** One (b, 1, ·) per token. */
    private static NDList steps(NDArray values) {
        return values.split(values.getShape().get(1), 1);
    }

    /** x Wᵀ, (…, inputs) to (…, outputs). */
    private NDArray times(NDArray x, NDArray matrix) {
        long[] shape = x.getShape().getShape();
        NDArray y = product.apply(x.reshape(-1, shape[shape.length - 1]), matrix.transpose());
        shape[shape.length - 1] = matrix.getShape().get(0);
        return y.reshape(shape);
    }

    private NDArray rms(NDArray x, NDArray weight) {
        return x.div(x.mul(x)
                        .mean(new int[] {-1}, true)
                        .add((float) config.eps())
                        .sqrt())
                .mul(weight);
    }

    private static NDArray silu(NDArray x) {
        return x.mul(x.getNDArrayInternal().sigmoid());
    }

    private NDArray head() {
        return config.tied() ? get(MambaConfig.embedding(weights.keySet())) : get(MambaConfig.HEAD);
    }

    private NDArray get(int layer, String name) {
        return get(MambaConfig.block(layer, name));
    }

    private NDArray get(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }
}
