package dev.retrace.steps.training;

import dev.retrace.steps.dataset.Draw;

/**
 * Random numbers by place: the i-th of some purpose is a hash of (seed, purpose, i), the same in whatever order and
 * number they are asked for.
 *
 * <p>Source: the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) over a counter that starts at a
 * {@link Draw}. In Java's strict mathematics, the same bits on every machine.
 */
final class Numbers {

    private static final long STEP = 0x9e3779b97f4a7c15L; // 2^64 over the golden ratio, odd
    private static final double UNIT = 0x1p-53;
    private static final int UNUSED_BITS = 11;

    private final long start;

    /** @param purpose and what the numbers are for */
    Numbers(long seed, String purpose, String id) {
        this.start = Draw.of(seed, purpose, id);
    }

    /** A hash of a number that may itself be little random. */
    static long mixed(long x) {
        long z = x;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Between 0 and 1, neither of them. */
    double uniform(long i) {
        return ((mixed(start + (i + 1) * STEP) >>> UNUSED_BITS) + 0.5) * UNIT;
    }

    /** Of mean 0 and variance 1 (Box and Muller, 1958). */
    double normal(long i) {
        return StrictMath.sqrt(-2 * StrictMath.log(uniform(2 * i))) * StrictMath.cos(2 * Math.PI * uniform(2 * i + 1));
    }
}
