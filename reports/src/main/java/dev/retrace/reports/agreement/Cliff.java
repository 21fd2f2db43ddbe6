package dev.retrace.reports.agreement;

/**
 * A step of a curve between two adjacent layers.
 *
 * @param change of the value, positive for a rise
 */
public record Cliff(int from, int to, double change) {

    /** The layer in its middle. */
    public double middle() {
        return (from + to) / 2.0;
    }
}
