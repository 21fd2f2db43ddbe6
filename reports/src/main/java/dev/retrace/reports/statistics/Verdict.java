package dev.retrace.reports.statistics;

import java.util.Locale;

/** What is claimed of a difference. */
public enum Verdict {
    /** Significant, and beyond the margin. */
    CHANGED,
    /** Significant; whether it is beyond the margin is open, or it is not. */
    DIFFERS,
    /** Neither a difference nor its absence is shown. */
    UNDECIDED,
    /** No test is possible: there are no repeats. */
    UNTESTED,
    /** Shown to lie within the margin. */
    EQUIVALENT;

    /** How often a claim may be wrong. */
    public static final double LEVEL = 0.05;

    /**
     * The verdict on one difference.
     *
     * @param adjusted its p-value, corrected for all that are looked at together
     * @param margin below which a difference does not matter
     */
    public static Verdict of(MeanDifference found, double adjusted, double margin) {
        if (found.equivalence() < LEVEL) {
            return EQUIVALENT;
        } else if (Double.isNaN(adjusted)) {
            return UNTESTED;
        } else if (adjusted >= LEVEL) {
            return UNDECIDED;
        }
        return Math.abs(found.difference()) > margin ? CHANGED : DIFFERS;
    }

    /** Whether a difference is shown. */
    public boolean isSignificant() {
        return this == CHANGED || this == DIFFERS;
    }

    /** As one word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
