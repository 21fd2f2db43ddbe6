package dev.retrace.reports.figure;

import dev.retrace.reports.text.Decimals;
import java.util.Collection;

/**
 * A mean over units and how sure it is.
 *
 * @param mean unweighted over units
 * @param standardError sample standard deviation (n - 1) over the root of n; NaN for a single unit
 * @param n units
 */
record Estimate(double mean, double standardError, int n) {

    /** The estimate from one value per unit, of which there is at least one. */
    static Estimate of(Collection<Double> values) {
        int n = values.size();
        double mean = values.stream().mapToDouble(value -> value).sum() / n;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Estimate(mean, n == 1 ? Double.NaN : Math.sqrt(squares / (n - 1) / n), n);
    }

    /** For reading: {@code 0.57 ± 0.02}, without the second number where there is none. */
    String words() {
        String error = Double.isFinite(standardError) ? " ± " + Decimals.readable(standardError) : "";
        return Decimals.readable(mean) + error;
    }
}
