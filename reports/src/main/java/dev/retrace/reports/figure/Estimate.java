package dev.retrace.reports.figure;

import dev.retrace.reports.text.Decimals;
import java.util.List;

/**
 * A mean over units and how sure it is.
 *
 * @param mean unweighted over units
 * @param standardError sample standard deviation (n - 1) over the root of n; NaN for a single unit
 * @param n units; {@link #UNKNOWN} of a published value that does not say
 * @param interval that holds the mean of all such units with 95 % confidence
 */
record Estimate(double mean, double standardError, int n, Bootstrap.Interval interval) {

    static final int UNKNOWN = 0;

    /**
     * The estimate from one value per unit, of which there is at least one.
     *
     * @param values in an order that depends on nothing but the units
     */
    static Estimate of(List<Double> values, Bootstrap bootstrap) {
        int n = values.size();
        double mean = values.stream().mapToDouble(value -> value).sum() / n;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double error = n == 1 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
        return new Estimate(mean, error, n, bootstrap.interval(values, mean, error));
    }

    /** For reading: {@code 0.57 ± 0.02}, without the second number where there is none. */
    String words() {
        String error = Double.isFinite(standardError) ? " ± " + Decimals.readable(standardError) : "";
        return Decimals.readable(mean) + error;
    }
}
