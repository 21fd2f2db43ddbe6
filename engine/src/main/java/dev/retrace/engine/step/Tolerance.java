package dev.retrace.engine.step;

/**
 * How far two computations of the same key may differ: |a − b| ≤ absolute + relative · |b| for each
 * number, where b is the one that the cache holds; all else must be the same. An audit compares with
 * it: a table's {@link Quotient} in the measure of its numerator, and the numbers of a tensor's line together, as a
 * vector, if they are not each within it.
 *
 * @param absolute not negative, in the number's own unit
 * @param relative not negative
 */
public record Tolerance(double absolute, double relative) {

    /** The same bytes, on every machine. */
    public static final Tolerance SAME_BYTES = new Tolerance(0, 0);

    /** Of probabilities, losses and norms that were computed in float32. */
    public static final Tolerance SINGLE_PRECISION = new Tolerance(1e-5, 1e-3);

    public Tolerance {
        if (!(absolute >= 0 && relative >= 0)) {
            throw new IllegalArgumentException(
                    "a tolerance is not negative, but was given %s and %s".formatted(absolute, relative));
        }
    }

    /**
     * Whether a recomputed number may stand for the one that the cache holds. What is no finite number
     * (NaN, an infinity) may stand for itself alone.
     */
    public boolean allows(double recomputed, double held) {
        return Double.compare(recomputed, held) == 0
                || (Double.isFinite(recomputed)
                        && Double.isFinite(held)
                        && Math.abs(recomputed - held) <= absolute + relative * Math.abs(held));
    }
}
