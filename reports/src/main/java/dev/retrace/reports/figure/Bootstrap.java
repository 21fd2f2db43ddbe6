package dev.retrace.reports.figure;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How sure a mean over units is: the middle 95 % of the means of as many units drawn again and again from
 * the same ones, with replacement.
 *
 * <p>Source: Efron, "Bootstrap methods: another look at the jackknife" (1979), the percentile interval.
 * Every mean of a figure is drawn with the same seed, so two of the same units are drawn alike.
 *
 * @param resamples how often; 0 takes 1.96 standard errors to either side instead
 * @param seed of the draws
 */
public record Bootstrap(int resamples, long seed) {

    private static final double NORMAL = 1.96;
    private static final double TAIL = 0.025;
    private static final int MOST = 100_000;

    /** Ends of an interval; NaN for a single unit. */
    public record Interval(double low, double high) {

        /** Of a single unit. */
        public static final Interval NONE = new Interval(Double.NaN, Double.NaN);

        /** Whether both ends are numbers. */
        public boolean isKnown() {
            return Double.isFinite(low) && Double.isFinite(high);
        }
    }

    public Bootstrap {
        if (resamples < 0 || resamples > MOST) {
            throw new IllegalArgumentException("resamples must be from 0 to " + MOST + ", but is " + resamples);
        }
    }

    /**
     * The interval of the mean of these values.
     *
     * @param values one a unit, in an order that depends on nothing but the units
     */
    public Interval interval(List<Double> values, double mean, double standardError) {
        if (values.size() < 2) {
            return Interval.NONE;
        } else if (resamples == 0) {
            return new Interval(mean - NORMAL * standardError, mean + NORMAL * standardError);
        }
        double[] units = values.stream().mapToDouble(value -> value).toArray();
        double[] means = new double[resamples];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < resamples; i++) {
            means[i] = mean(units, random);
        }
        return middle(means);
    }

    /**
     * The interval of the mean of the second less that of the first, of different units.
     *
     * @param first at least two values
     * @param second at least two values
     */
    public Interval difference(List<Double> first, List<Double> second) {
        double[] before = first.stream().mapToDouble(value -> value).toArray();
        double[] after = second.stream().mapToDouble(value -> value).toArray();
        double[] differences = new double[Math.max(1, resamples)];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < differences.length; i++) {
            differences[i] = mean(after, random) - mean(before, random);
        }
        return middle(differences);
    }

    /** Of as many units, drawn with replacement. */
    private static double mean(double[] units, SplittableRandom random) {
        double sum = 0;
        for (int unit = 0; unit < units.length; unit++) {
            sum += units[random.nextInt(units.length)];
        }
        return sum / units.length;
    }

    private static Interval middle(double[] means) {
        Arrays.sort(means);
        return new Interval(quantile(means, TAIL), quantile(means, 1 - TAIL));
    }

    /** What the interval is, in words. */
    String words(String unit) {
        return resamples == 0
                ? "1.96 standard errors to either side"
                : "95 % percentile bootstrap over " + unit + "s, " + resamples + " resamples, seed " + seed;
    }

    /** Linear between the nearest of the sorted values, as pandas and NumPy do by default. */
    private static double quantile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
