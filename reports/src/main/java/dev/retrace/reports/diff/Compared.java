package dev.retrace.reports.diff;

import dev.retrace.reports.statistics.MeanDifference;
import dev.retrace.reports.statistics.Verdict;
import dev.retrace.reports.text.Decimals;
import org.jspecify.annotations.Nullable;

/**
 * One place of a figure in both runs.
 *
 * @param found null where only one run has it
 * @param a mean of A, null where it has none
 * @param b mean of B, null where it has none
 * @param adjusted p-value after Holm's correction within the figure; NaN where nothing was tested
 */
record Compared(
        @Nullable MeanDifference found,
        @Nullable Double a,
        @Nullable Double b,
        double adjusted,
        Verdict verdict) {

    private static final double SMALLEST = 1e-4;

    /** Of a place that only one run has. */
    static Compared alone(@Nullable Double a, @Nullable Double b) {
        return new Compared(null, a, b, Double.NaN, Verdict.UNTESTED);
    }

    /** Which of the two a place belongs to that cannot be compared; of paired units neither may have one in common. */
    String alone() {
        if (a == null) {
            return b == null ? "no unit of both" : "only B";
        }
        return "only A";
    }

    /** The difference and what is claimed of it. */
    String words() {
        MeanDifference difference = found;
        if (difference == null) {
            return alone() + " has it";
        }
        StringBuilder words = new StringBuilder(signed(difference.difference()));
        if (difference.interval().isKnown()
                && difference.interval().low() < difference.interval().high()) {
            words.append(" (95 %: ")
                    .append(signed(difference.interval().low()))
                    .append(" to ")
                    .append(signed(difference.interval().high()))
                    .append(')');
        }
        return words.append(", ").append(claim(difference)).toString();
    }

    private String claim(MeanDifference difference) {
        return switch (verdict) {
            case EQUIVALENT ->
                difference.difference() == 0 ? "equivalent: the same" : "equivalent, p" + p(difference.equivalence());
            case UNTESTED -> "no repeats, so no test";
            case UNDECIDED -> "not significant, p" + p(adjusted);
            case CHANGED -> "changed, p" + p(adjusted);
            case DIFFERS -> "differs, not beyond the margin, p" + p(adjusted);
        };
    }

    /** A p-value as people write it after its letter. */
    private static String p(double value) {
        return value < SMALLEST ? " < " + Decimals.readable(SMALLEST) : " = " + Decimals.readable(value);
    }

    /** With its sign. */
    static String signed(double value) {
        return (value > 0 ? "+" : "") + Decimals.readable(value);
    }
}
