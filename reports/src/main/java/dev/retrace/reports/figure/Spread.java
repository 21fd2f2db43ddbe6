package dev.retrace.reports.figure;

import dev.retrace.reports.text.Decimals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * How values spread: quartiles, and what lies far from them.
 *
 * <p>Sources: quartiles linear between values, Hyndman and Fan, "Sample quantiles in statistical packages" (1996),
 * definition 7, the default of R and NumPy; whiskers and outliers, Tukey, "Exploratory data analysis" (1977).
 *
 * @param n how many values
 * @param mean unweighted
 * @param low the least value that is no outlier
 * @param lower quartile
 * @param median of all
 * @param upper quartile
 * @param high the greatest value that is no outlier
 * @param outliers more than 1.5 times the quartiles' distance from them, the farthest first
 */
record Spread(
        int n,
        double mean,
        double low,
        double lower,
        double median,
        double upper,
        double high,
        List<Outlier> outliers) {

    private static final double FENCE = 1.5;
    private static final Quantile QUARTILES =
            Quantile.withDefaults().withCopy(true).with(Quantile.EstimationMethod.HF7);

    /** A unit far from the others. */
    record Outlier(String unit, double value) {}

    Spread {
        outliers = List.copyOf(outliers);
    }

    /** The spread of one value per unit, of which there is at least one. */
    static Spread of(SortedMap<String, Double> units) {
        double[] values = units.values().stream().mapToDouble(value -> value).toArray();
        double[] quartiles = QUARTILES.evaluate(values, 0.25, 0.5, 0.75);
        double reach = FENCE * (quartiles[2] - quartiles[0]);
        double least = quartiles[0] - reach;
        double most = quartiles[2] + reach;
        List<Outlier> outliers = new ArrayList<>();
        double sum = 0;
        double low = quartiles[0];
        double high = quartiles[2];
        for (var each : units.entrySet()) {
            double value = each.getValue();
            sum += value;
            if (value < least || value > most) {
                outliers.add(new Outlier(each.getKey(), value));
            } else {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        outliers.sort(Comparator.comparingDouble((Outlier outlier) -> -Math.abs(outlier.value - quartiles[1]))
                .thenComparing(Outlier::unit));
        return new Spread(
                values.length, sum / values.length, low, quartiles[0], quartiles[1], quartiles[2], high, outliers);
    }

    /** Lower whisker, lower quartile, median, upper quartile, upper whisker. */
    List<Double> box() {
        return List.of(low, lower, median, upper, high);
    }

    /** For reading: {@code median 3, middle half 2 to 4, whiskers 1 to 4, 1 outlier (n = 5)}. */
    String words() {
        String beyond =
                outliers.isEmpty() ? "" : ", " + outliers.size() + (outliers.size() == 1 ? " outlier" : " outliers");
        return "median " + Decimals.readable(median) + ", middle half " + range(lower, upper) + ", whiskers "
                + range(low, high) + beyond + " (n = " + n + ")";
    }

    private static String range(double from, double to) {
        return Decimals.readable(from) + " to " + Decimals.readable(to);
    }
}
