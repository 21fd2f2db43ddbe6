package dev.retrace.reports.figure;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that the ends of a colour map stand for.
 *
 * @param min of the first colour
 * @param max of the last colour, above {@code min}
 * @param step a round number between two ticks
 */
public record Scale(double min, double max, double step) {

    private static final int STEPS = 5;

    /**
     * What noise around no effect may be of the greatest effect before it gets colours of its own, and
     * how much of a step data may exceed a round number before the scale is longer by one.
     */
    private static final double NOISE = 0.1;

    /** What part of a step is less than a pixel. */
    private static final double HAIR = 0.01;

    /**
     * Round numbers around the data, from zero where next to nothing is below it.
     *
     * @param least of the data
     * @param greatest of the data
     * @param centred whether zero must be in the middle
     */
    public static Scale around(double least, double greatest, boolean centred) {
        double high = Math.max(0, greatest);
        double low = -least <= NOISE * high ? 0 : least;
        if (centred) {
            high = Math.max(-least, high);
            low = -high;
        }
        if (low == high) {
            return new Scale(low, low + 1, 1.0 / STEPS);
        }
        BigDecimal step = roundStep((high - low) / (STEPS + NOISE));
        return new Scale(
                multiple(step, Math.floor(low / step.doubleValue() + NOISE)),
                multiple(step, Math.ceil(high / step.doubleValue() - NOISE)),
                step.doubleValue());
    }

    /**
     * Round numbers around means, their errors and zero. Only what nobody sees may lie outside: a hair of
     * a mean, a little of an error.
     *
     * @param least of the means
     * @param greatest of the means
     * @param lowest end of an error
     * @param highest end of an error
     */
    public static Scale holding(double least, double greatest, double lowest, double highest) {
        double high = Math.max(0, Math.max(greatest, highest));
        double low = Math.min(0, Math.min(least, lowest));
        if (low == high) {
            return new Scale(0, 1, 1.0 / STEPS);
        }
        BigDecimal step = roundStep((high - low) / (STEPS + NOISE));
        double one = step.doubleValue();
        double below = Math.min(0, Math.min(Math.floor(least / one + HAIR), Math.floor(lowest / one + NOISE)));
        double above = Math.max(0, Math.max(Math.ceil(greatest / one - HAIR), Math.ceil(highest / one - NOISE)));
        return new Scale(multiple(step, below), multiple(step, above), one);
    }

    /** This scale with given ends; one that would be empty keeps the given end. */
    Scale with(@Nullable Double givenMin, @Nullable Double givenMax) {
        if (givenMin == null && givenMax == null) {
            return this;
        }
        double low = givenMin == null ? min : givenMin;
        double high = givenMax == null ? max : givenMax;
        if (low >= high) {
            low = givenMin == null ? high - 1 : low;
            high = low + 1;
        }
        return new Scale(low, high, roundStep((high - low) / STEPS).doubleValue());
    }

    /** Whether a mark of this height is drawn where it belongs. */
    boolean shows(double value) {
        return value >= min - HAIR * step && value <= max + HAIR * step;
    }

    /** Whether the value has a colour of its own rather than that of the nearest end. */
    boolean holds(double value) {
        return value >= min && value <= max;
    }

    /** The nearest of 1, 2 and 5 times a power of ten that is not smaller. */
    private static BigDecimal roundStep(double step) {
        int exponent = (int) Math.floor(Math.log10(step));
        BigDecimal power = BigDecimal.ONE.scaleByPowerOfTen(exponent);
        for (int digit : new int[] {1, 2, 5}) {
            BigDecimal candidate = power.multiply(BigDecimal.valueOf(digit));
            if (candidate.doubleValue() >= step) {
                return candidate;
            }
        }
        return power.scaleByPowerOfTen(1);
    }

    private static double multiple(BigDecimal step, double times) {
        return step.multiply(BigDecimal.valueOf(times)).doubleValue();
    }
}
