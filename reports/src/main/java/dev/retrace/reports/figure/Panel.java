package dev.retrace.reports.figure;

import dev.retrace.reports.published.PublishedFigure;
import org.jspecify.annotations.Nullable;

/**
 * One of the drawings that a figure has above each other on one scale: ours and the published one, or one
 * for each state.
 *
 * @param name in tables and sentences; empty where it is the only one
 * @param heading above the drawing; empty where it is the only one
 * @param aggregate its values
 * @param ends of the scale that it was published on; null where the values are ours
 */
record Panel(String name, String heading, Aggregate aggregate, PublishedFigure.@Nullable Ends ends) {

    /** Our values as the only drawing. */
    static Panel only(Aggregate aggregate) {
        return new Panel("", "", aggregate, null);
    }

    boolean isOurs() {
        return ends == null;
    }

    /** How a sentence about a place of it begins. */
    String start() {
        return name.isEmpty() ? "" : name + ", ";
    }

    /** The value of a place, in words. */
    String words(Estimate estimate) {
        return ends == null
                ? estimate.words() + " (n = " + estimate.n() + ")"
                : ends.sign(estimate.mean()) + estimate.words();
    }
}
