package dev.retrace.reports.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The correction for many tests at once: the chance that any true null hypothesis is rejected stays below
 * the level, however the tests depend on each other.
 *
 * <p>Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
 * Statistics 6 (1979). The adjusted value of the i-th smallest of m is the greatest of (m - j + 1) p_j over
 * j ≤ i, at most 1.
 */
public final class Holm {

    private Holm() {}

    /**
     * Adjusted p-values, in the same order.
     *
     * @param p raw values; NaN stands for a test that could not be made, stays NaN and is not counted
     */
    public static double[] adjust(double[] p) {
        int[] order = IntStream.range(0, p.length)
                .filter(i -> !Double.isNaN(p[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] adjusted = new double[p.length];
        Arrays.fill(adjusted, Double.NaN);
        double greatest = 0;
        for (int rank = 0; rank < order.length; rank++) {
            greatest = Math.max(greatest, (order.length - rank) * p[order[rank]]);
            adjusted[order[rank]] = Math.min(1, greatest);
        }
        return adjusted;
    }
}
