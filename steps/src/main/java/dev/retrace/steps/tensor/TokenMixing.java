package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import dev.retrace.steps.tensor.CausalGrid.Mask;

/**
 * How tokens of a row mix with those before them, on a {@link CausalGrid}. Axes: r rows, q queries, k
 * keys, H heads, G groups of heads, m width of a key, p width of a value.
 */
public final class TokenMixing {

    private TokenMixing() {}

    /**
     * Attention:
     *
     * <pre>{@code y = softmax(Q Kᵀ · scale + mask) V}</pre>
     *
     * <p>Source: Vaswani et al., "Attention Is All You Need" (arXiv 1706.03762), equation 1.
     *
     * <p>A query that sees no key takes nothing.
     *
     * @param queries (r, q, H, m)
     * @param keys (r, k, H, m)
     * @param values (r, k, H, p)
     * @param mask (r, 1 or H, q, k)
     * @return (r · q, H · p), of the caller's scope
     */
    public static NDArray attention(NDArray queries, NDArray keys, NDArray values, Mask mask, double scale) {
        return Scoped.result(() -> {
            NDArray scores =
                    queries.mul(Autograd.number(queries, scale)).swapAxes(1, 2).matMul(keys.transpose(0, 2, 3, 1));
            NDArray weights = scores.addi(mask.values()).softmax(3);
            if (mask.cut()) { // the softmax of nothing but -∞ is no number
                NDArray unseen = mask.values().lt(0).broadcast(weights.getShape());
                weights = NDArrays.where(unseen, weights.zerosLike(), weights);
            }
            return joined(weights.matMul(values.swapAxes(1, 2)));
        });
    }

    /**
     * The state-space dual of attention, whose weights decay with distance and are not normalised:
     *
     * <pre>{@code y[t] = Σ_{s ≤ t} (C[t] · B[s]) exp(λ[s+1] + … + λ[t]) v[s]}</pre>
     *
     * <p>Source: Dao and Gu, "Transformers are SSMs" (arXiv 2405.21060), equations 6 and 16. Sums of λ
     * are taken in double precision: their differences are small where the sums are not.
     *
     * @param queries C, (r, q, G, m)
     * @param keys B, (r, k, G, m)
     * @param values v, (r, k, H, p); head h belongs to group ⌊h G / H⌋
     * @param decay λ, not positive, (r, k, H)
     * @param mask (r, 1 or H, q, k)
     * @return (r · q, H · p), of the caller's scope
     */
    public static NDArray decayed(NDArray queries, NDArray keys, NDArray values, NDArray decay, Mask mask) {
        return Scoped.result(() -> {
            long rows = queries.getShape().get(0);
            long asked = queries.getShape().get(1);
            long groups = queries.getShape().get(2);
            long known = keys.getShape().get(1);
            long heads = values.getShape().get(2);
            NDArray sums = Autograd.toDouble(decay).cumSum(1).swapAxes(1, 2); // (r, H, k)
            NDArray reached = sums.get("..., " + (known - asked) + ":").expandDims(3); // (r, H, q, 1)
            NDArray weights = Autograd.toSingle(reached.sub(sums.expandDims(2)))
                    .addi(mask.values())
                    .exp(); // (r, H, q, k)
            NDArray scores = queries.swapAxes(1, 2).matMul(keys.transpose(0, 2, 3, 1)); // (r, G, q, k)
            NDArray mixing = weights.reshape(rows, groups, heads / groups, asked, known)
                    .mul(scores.expandDims(2))
                    .reshape(rows, heads, asked, known);
            return joined(mixing.matMul(values.swapAxes(1, 2)));
        });
    }

    /** (r, H, q, p) to (r q, H p). */
    private static NDArray joined(NDArray mixed) {
        long heads = mixed.getShape().get(1);
        long width = mixed.getShape().get(3);
        return mixed.swapAxes(1, 2).reshape(-1, heads * width);
    }
}
