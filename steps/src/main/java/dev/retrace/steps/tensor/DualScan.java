package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a layer of Mamba-2 mixes over tokens, in the dual form of {@link TokenMixing#decayed}:
 *
 * <pre>{@code
 * y[t] = Σ_{s ≤ t} (C[t] · B[s]) exp(λ[s+1] + … + λ[t]) Δ[s] c[s]          λ = Δ A
 * }</pre>
 *
 * @param convolved c, B and C, one after the other, (t, e + 2 G m)
 * @param heads H, G groups of which share B and C, p channels each
 * @param step how Δ is made
 * @param rates A, negative, (H)
 * @param past the tokens before the first of each row; none if no row has any
 * @param cuts what rows no longer take
 */
public record DualScan(
        NDArray convolved,
        Heads heads,
        Step step,
        NDArray rates,
        @Nullable Past past,
        List<Cut> cuts) {

    public DualScan {
        cuts = List.copyOf(cuts);
    }

    /**
     * How the channels of a layer are grouped.
     *
     * @param count H
     * @param groups G
     * @param width channels of a head, p
     * @param state numbers per channel, m
     */
    public record Heads(int count, int groups, int width, int state) {

        /** e. */
        public int inner() {
            return count * width;
        }
    }

    /**
     * The step size: Δ itself without a bias, else softplus(δ + b), not beyond the bounds.
     *
     * @param values Δ or δ, (t, H)
     * @param bias b, (H)
     */
    public record Step(NDArray values, @Nullable NDArray bias, double least, double most) {

        /** One that is known. */
        public static Step of(NDArray delta) {
            return new Step(delta, null, 0, Double.POSITIVE_INFINITY);
        }
    }

    /**
     * Tokens of earlier runs, row after row, each row's from its prompt's first on.
     *
     * @param begins how many each row has
     * @param keys B, (any, G m)
     * @param values Δ c, in the same lines, (any, e)
     * @param decays λ, likewise, (any, H)
     */
    public record Past(List<Integer> begins, Lines keys, NDArray values, NDArray decays) {

        public Past {
            begins = List.copyOf(begins);
        }

        /** Where each row's first token is among the lines. */
        int[] firsts() {
            int[] firsts = new int[begins.size()];
            for (int row = 1; row < firsts.length; row++) {
                firsts[row] = firsts[row - 1] + begins.get(row - 1);
            }
            return firsts;
        }
    }

    /** The same with other tensors, of which no derivative is recorded. */
    DualScan detached(NDArray table, NDArray delta, NDArray a) {
        return new DualScan(PackedKernels.dense(table), heads, Step.of(PackedKernels.dense(delta)), a, past, cuts);
    }
}
