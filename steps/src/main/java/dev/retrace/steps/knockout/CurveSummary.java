package dev.retrace.steps.knockout;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The changes of several facts in one window.
 *
 * @param facts how many
 * @param mean of 100 (p - p0) / p0 over facts: the paper's, in which facts of a small p0 weigh most
 * @param low end of the paper's band, the mean's 95 % interval by Student's t; NaN of one fact
 * @param high likewise
 * @param median over facts
 * @param ratioOfMeans 100 (mean p - mean p0) / mean p0
 * @param accuracyClean facts whose target is the most probable token without knockout, percent
 * @param accuracy the same with it
 */
record CurveSummary(
        int facts,
        double mean,
        double low,
        double high,
        double median,
        double ratioOfMeans,
        double accuracyClean,
        double accuracy) {

    private static final double UPPER = 0.975;

    /** Summarises; facts of a p0 of 0 have no ratio and are left out of mean and median. */
    static CurveSummary of(List<FactCurve.Point> points) {
        double[] percents = points.stream()
                .mapToDouble(FactCurve.Point::percent)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        int n = percents.length;
        double mean = mean(percents);
        double squares = 0;
        for (double percent : percents) {
            squares += (percent - mean) * (percent - mean);
        }
        double half = n < 2
                ? Double.NaN
                : TDistribution.of(n - 1).inverseCumulativeProbability(UPPER) * Math.sqrt(squares / (n - 1) / n);
        double clean = mean(points.stream().mapToDouble(FactCurve.Point::clean).toArray());
        double knocked =
                mean(points.stream().mapToDouble(FactCurve.Point::knocked).toArray());
        return new CurveSummary(
                points.size(),
                mean,
                mean - half,
                mean + half,
                n == 0 ? Double.NaN : (percents[(n - 1) / 2] + percents[n / 2]) / 2,
                100 * (knocked - clean) / clean,
                mean(points.stream().mapToDouble(FactCurve.Point::hitClean).toArray()),
                mean(points.stream().mapToDouble(FactCurve.Point::hit).toArray()));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
