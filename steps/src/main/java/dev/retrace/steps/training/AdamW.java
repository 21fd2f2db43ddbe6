package dev.retrace.steps.training;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.tensor.Scoped;

/**
 * Steps downhill, each number at its own scale, with weights that shrink a little on the way:
 *
 * <pre>{@code
 * m = β₁ m + (1 - β₁) g         v = β₂ v + (1 - β₂) g²
 * w = w - rate (m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε) + decay w)       t = 1, 2, …
 * }</pre>
 *
 * <p>Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (arXiv 1711.05101), algorithm 2, with
 * β₁ = 0.9, β₂ = 0.95 and ε = 1e-8 as in the trainings of the families at hand. The engine's library has one, but
 * keeps m and v to itself, so that an interrupted training could not go on.
 *
 * <p>Mutable: changes its vectors in place.
 *
 * @param weights w, (p)
 * @param mean m, (p)
 * @param square v, (p)
 * @param decay of each number, (p)
 */
record AdamW(NDArray weights, NDArray mean, NDArray square, NDArray decay) {

    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.95;
    private static final float EPSILON = 1e-8f;

    /**
     * Takes a step.
     *
     * @param slope g, (p); changed
     * @param times t, how many steps there were with this one
     */
    void step(NDArray slope, double rate, int times) {
        Scoped.run(() -> {
            mean.muli((float) BETA_1).addi(slope.mul((float) (1 - BETA_1)));
            square.muli((float) BETA_2).addi(slope.square().muli((float) (1 - BETA_2)));
            NDArray scale = square.div((float) (1 - StrictMath.pow(BETA_2, times)))
                    .sqrt()
                    .addi(EPSILON);
            NDArray down = mean.div((float) (1 - StrictMath.pow(BETA_1, times))).divi(scale);
            weights.subi(down.addi(decay.mul(weights)).muli((float) rate));
        });
    }
}
