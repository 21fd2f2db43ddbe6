package dev.retrace.reports.agreement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/** Whether two results order their places alike, whatever their scales. */
public final class RankCorrelation {

    private static final int FEWEST = 3;

    private RankCorrelation() {}

    /**
     * Spearman's rank correlation: {@code rho = cov(R(a), R(b)) / (sd(R(a)) sd(R(b)))}, where equal values
     * share the mean of their ranks. None for fewer than three places, or where all values of a side are
     * equal.
     *
     * <p>Source: Spearman, "The proof and measurement of association between two things" (1904); the mean
     * rank for ties as in Kendall, "Rank correlation methods" (1948).
     *
     * @throws IllegalArgumentException if there are not as many of one as of the other
     */
    public static OptionalDouble spearman(List<Double> a, List<Double> b) {
        if (a.size() != b.size()) {
            throw new IllegalArgumentException("pairs of values, but there are " + a.size() + " and " + b.size());
        }
        if (a.size() < FEWEST) {
            return OptionalDouble.empty();
        }
        List<Double> ranksOfA = ranks(a);
        List<Double> ranksOfB = ranks(b);
        double mean = (a.size() + 1) / 2.0;
        double together = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int i = 0; i < a.size(); i++) {
            double ofA = ranksOfA.get(i) - mean;
            double ofB = ranksOfB.get(i) - mean;
            together += ofA * ofB;
            squaresOfA += ofA * ofA;
            squaresOfB += ofB * ofB;
        }
        return squaresOfA == 0 || squaresOfB == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(together / Math.sqrt(squaresOfA * squaresOfB));
    }

    /** Ranks from 1; equal values share the mean of theirs. */
    static List<Double> ranks(List<Double> values) {
        List<Integer> order = new ArrayList<>();
        List<Double> ranks = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            order.add(i);
            ranks.add(0.0);
        }
        order.sort(Comparator.comparingDouble(values::get));
        int begin = 0;
        while (begin < order.size()) {
            double value = values.get(order.get(begin));
            int end = begin;
            while (end < order.size() && values.get(order.get(end)) == value) {
                end++;
            }
            for (int i = begin; i < end; i++) {
                ranks.set(order.get(i), (begin + 1 + end) / 2.0);
            }
            begin = end;
        }
        return ranks;
    }
}
