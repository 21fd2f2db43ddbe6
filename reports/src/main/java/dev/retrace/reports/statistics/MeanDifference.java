package dev.retrace.reports.statistics;

import dev.retrace.reports.figure.Bootstrap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.TTest;

/**
 * How far the mean of B is from that of A, and how sure that is.
 *
 * @param a mean of A
 * @param b mean of B
 * @param interval of {@code b - a}, 95 %, by bootstrap; unknown without repeats
 * @param p of a true difference of zero, two-sided; NaN without repeats
 * @param equivalence the greater p of the two one-sided tests that the true difference lies within the margin;
 *     NaN without repeats
 * @param paired whether each unit was compared with itself
 */
public record MeanDifference(
        int nA, int nB, double a, double b, Bootstrap.Interval interval, double p, double equivalence, boolean paired) {

    /** Mean, sample variance, size. */
    private record Moments(double mean, double variance, int n) {

        static Moments of(double[] values) {
            double mean = Arrays.stream(values).sum() / values.length;
            double squares = Arrays.stream(values)
                    .map(value -> (value - mean) * (value - mean))
                    .sum();
            boolean same = Arrays.stream(values).allMatch(value -> value == values[0]);
            return new Moments(same ? values[0] : mean, same ? 0 : squares / (values.length - 1), values.length);
        }
    }

    /** B less A. */
    public double difference() {
        return b - a;
    }

    /** Whether there were repeats enough for a test. */
    public boolean isTested() {
        return !Double.isNaN(p);
    }

    /**
     * Compares each unit with itself: one-sample t-tests of the differences.
     *
     * @param a one value a unit, in an order that depends on nothing but the units
     * @param b of the same units in the same order
     * @param margin within which a difference does not matter
     */
    public static MeanDifference paired(double[] a, double[] b, double margin, Bootstrap bootstrap) {
        double[] differences = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            differences[i] = b[i] - a[i];
        }
        Moments moments = Moments.of(differences);
        double meanA = Moments.of(a).mean;
        double meanB = Arrays.equals(a, b) ? meanA : Moments.of(b).mean;
        if (a.length < 2) {
            return new MeanDifference(1, 1, meanA, meanB, Bootstrap.Interval.NONE, Double.NaN, Double.NaN, true);
        } else if (moments.variance == 0) {
            double chance = Math.pow(2, -a.length); // that all signs agree, were either as likely
            return constant(moments, moments, new double[] {meanA, meanB}, new Chance(chance, margin), true);
        }
        List<Double> list = Arrays.stream(differences).boxed().toList();
        double error = Math.sqrt(moments.variance / moments.n);
        return new MeanDifference(
                moments.n,
                moments.n,
                meanA,
                meanB,
                bootstrap.interval(list, moments.mean, error),
                test(AlternativeHypothesis.TWO_SIDED, 0, moments),
                Math.max(
                        test(AlternativeHypothesis.GREATER_THAN, -margin, moments),
                        test(AlternativeHypothesis.LESS_THAN, margin, moments)),
                true);
    }

    /**
     * Compares samples of different units: Welch's t-tests, which do not take the variances for equal.
     *
     * @param margin within which a difference does not matter
     */
    public static MeanDifference unpaired(double[] a, double[] b, double margin, Bootstrap bootstrap) {
        Moments ofA = Moments.of(a);
        Moments ofB = Moments.of(b);
        if (a.length < 2 || b.length < 2) {
            return new MeanDifference(
                    a.length, b.length, ofA.mean, ofB.mean, Bootstrap.Interval.NONE, Double.NaN, Double.NaN, false);
        } else if (ofA.variance == 0 && ofB.variance == 0) {
            return constant(
                    ofA,
                    ofB,
                    new double[] {ofA.mean, ofB.mean},
                    new Chance(1 / choices(a.length, b.length), margin),
                    false);
        }
        return new MeanDifference(
                a.length,
                b.length,
                ofA.mean,
                ofB.mean,
                bootstrap.difference(boxed(a), boxed(b)),
                test(AlternativeHypothesis.TWO_SIDED, 0, ofA, ofB),
                Math.max(
                        test(AlternativeHypothesis.GREATER_THAN, -margin, ofA, ofB),
                        test(AlternativeHypothesis.LESS_THAN, margin, ofA, ofB)),
                false);
    }

    /** The one-sided chance of the most extreme arrangement, and the margin. */
    private record Chance(double oneSided, double margin) {}

    /** Without any spread a t-test divides by zero: the exact permutation test stands in. */
    private static MeanDifference constant(Moments ofA, Moments ofB, double[] means, Chance chance, boolean paired) {
        double difference = means[1] - means[0];
        boolean same = difference == 0;
        boolean within = Math.abs(difference) < chance.margin;
        return new MeanDifference(
                ofA.n,
                ofB.n,
                means[0],
                means[1],
                new Bootstrap.Interval(difference, difference),
                same ? 1 : Math.min(1, 2 * chance.oneSided),
                same ? 0 : within ? chance.oneSided : 1,
                paired);
    }

    private static double test(AlternativeHypothesis alternative, double mu, Moments of) {
        return TTest.withDefaults()
                .with(alternative)
                .withMu(mu)
                .test(of.mean, of.variance, of.n)
                .getPValue();
    }

    /** The test's difference is first less second. */
    private static double test(AlternativeHypothesis alternative, double mu, Moments ofA, Moments ofB) {
        return TTest.withDefaults()
                .with(alternative)
                .withMu(mu)
                .test(ofB.mean, ofB.variance, ofB.n, ofA.mean, ofA.variance, ofA.n)
                .getPValue();
    }

    /** In how many ways so many units can be dealt to two samples. */
    private static double choices(int first, int second) {
        double ways = 1;
        for (int i = 1; i <= second; i++) {
            ways = ways * (first + i) / i;
        }
        return ways;
    }

    private static List<Double> boxed(double[] values) {
        List<Double> list = new ArrayList<>(values.length);
        Arrays.stream(values).forEach(list::add);
        return list;
    }
}
