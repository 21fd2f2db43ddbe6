package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.Activation;
import dev.retrace.steps.tensor.Normalization;
import dev.retrace.steps.tensor.Rotary;
import dev.retrace.steps.tensor.TokenMixing;
import org.jspecify.annotations.Nullable;

/**
 * One block of a transformer, with its residual additions one after the other or side by side:
 *
 * <pre>{@code
 * sequential:   m = h + Attention(LN₁ h)     h' = m + MLP(LN₂ m)
 * parallel:     h' = h + Attention(LN₁ h) + MLP(LN₂ h)
 * MLP(x) = W_down activation(W_up x + b_up) + b_down
 * }</pre>
 *
 * <p>Sources: Radford et al., "Language Models are Unsupervised Multitask Learners" (2019), section
 * 2.3; Black et al., "GPT-NeoX-20B" (arXiv 2204.06745), section 2.1. All tensors are packed, (t, ·).
 *
 * @param first LN₁
 * @param second LN₂
 */
record TransformerBlock(Norm first, Attention attention, Norm second, Mlp mlp, boolean parallel) implements Block {

    /** Brings each vector to mean 0 and variance 1, then scales and shifts it. */
    record Norm(NDArray weight, NDArray bias, double eps) {

        NDArray of(NDArray x) {
            return Normalization.layer(x, weight, bias, eps);
        }
    }

    /**
     * Attention of several heads.
     *
     * @param queries from the normalised residual stream, (d, d), heads side by side
     * @param rotary turns queries and keys by their positions, where positions are not learned
     * @param out from the mixed values to the output
     */
    record Attention(
            int heads,
            Projection queries,
            Projection keys,
            Projection values,
            @Nullable Rotary rotary,
            Projection out) {

        /** The output, (t, d), of the caller's scope. */
        NDArray of(NDArray x, Pass pass) {
            NDArray q = turned(queries.of(x), pass);
            NDArray k = turned(keys.of(x), pass);
            NDArray v = values.of(x);
            pass.remember(Memory.KEYS, k);
            pass.remember(Memory.VALUES, v);
            double scale = 1 / Math.sqrt((double) q.getShape().get(1) / heads);
            return out.of(new Mixing(pass, pass.pads(), heads)
                    .mixed(grid -> TokenMixing.attention(
                            grid.queries(q, heads),
                            grid.keys(Memory.KEYS, k, heads),
                            grid.keys(Memory.VALUES, v, heads),
                            grid.mask(),
                            scale)));
        }

        private NDArray turned(NDArray x, Pass pass) {
            if (rotary == null) {
                return x;
            }
            int[] begins = pass.begins();
            long[] positions = new long[pass.packing().tokens()];
            for (int row = 0; row < begins.length; row++) {
                for (int step = 0; step < pass.packing().length(row); step++) {
                    positions[pass.packing().index(row, step)] = (long) begins[row] + step;
                }
            }
            return rotary.turn(x.reshape(x.getShape().get(0), heads, -1), positions)
                    .reshape(x.getShape());
        }
    }

    /** Two projections with an activation between them. */
    record Mlp(Projection up, Activation activation, Projection down) {

        /** The output, (t, d), of the caller's scope. */
        NDArray of(NDArray x, Pass pass) {
            NDArray raw = up.of(x);
            pass.projected(Weight.W_UP, x, raw);
            NDArray hidden = activation.of(raw);
            NDArray y = down.of(hidden);
            pass.projected(Weight.W_DOWN, hidden, y);
            return y;
        }
    }

    @Override
    public NDArray forward(NDArray h, Pass pass) {
        NDArray attended = attention.of(first.of(h), pass);
        pass.at(State.ATTN, attended);
        NDArray middle = h.add(attended);
        NDArray fed = mlp.of(second.of(parallel ? h : middle), pass);
        pass.at(State.MLP, fed);
        return middle.add(fed);
    }
}
