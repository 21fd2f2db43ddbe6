package dev.retrace.steps.editing;

/**
 * How a value is searched for; the defaults of {@code edit} are those of the authors' files for Mamba and
 * Pythia.
 *
 * @param steps evaluations at most, of which the last is followed by no update
 * @param rate of Adam
 * @param decay factor of {@code ‖δ‖ / ‖v₀‖²}, whose numerator the authors do not square
 * @param clamp δ is at most this times as long as v₀
 * @param divergence factor of {@code KL(p_δ ‖ p₀)} after the essence prompt
 * @param stop when to end early
 */
record Hyperparameters(int steps, double rate, double decay, double clamp, double divergence, Stop stop) {

    /**
     * When to end early.
     *
     * @param loss ends when it is below this
     * @param probability ends when the target's mean probability is above this
     * @param after no probability ends it up to this step
     */
    record Stop(double loss, double probability, int after) {}

    /** Those of the authors. */
    static final Hyperparameters PUBLISHED = new Hyperparameters(20, 0.5, 0.5, 3, 0.0625, new Stop(0.05, 0.9, 12));

    Hyperparameters {
        if (steps < 1 || !(rate > 0) || !(decay >= 0) || !(clamp > 0) || !(divergence >= 0)) {
            throw new IllegalArgumentException("steps is at least 1, rate and clamp are above 0, decay and divergence"
                    + " not below it, but they are " + steps + ", " + rate + ", " + clamp + ", " + decay + ", "
                    + divergence);
        }
    }
}
