package dev.retrace.engine.estimate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What running the rest of a workflow will take, as far as earlier runs tell.
 *
 * @param counts of cells
 * @param seconds for the steps that ran before; null where none did
 * @param neverRan steps of which no earlier cell is remembered
 * @param otherDevice whether some of the times are those of another class of device
 * @param space that it takes
 */
public record Estimate(Counts counts, @Nullable Span seconds, List<String> neverRan, boolean otherDevice, Space space) {

    /**
     * Cells by what is known of them.
     *
     * @param known cells whose keys are known
     * @param served of them
     * @param waiting cells whose keys depend on some that must run
     * @param undecided combinations of which it is not known either how many cells they will have
     * @param remembered cells that those had in the last run; 0 where it is not remembered
     */
    public record Counts(int known, int served, int waiting, int undecided, int remembered) {

        /** Cells that must run. */
        public int toRun() {
            return known - served;
        }
    }

    /** A range and what is likely in it. */
    public record Span(double low, double likely, double high) {

        Span plus(Span other) {
            return new Span(low + other.low, likely + other.likely, high + other.high);
        }
    }

    /**
     * Bytes.
     *
     * @param disk that outputs will take
     * @param free on the store's disk
     * @param memory that the largest cells declare, with the weights that their lanes load
     */
    public record Space(long disk, long free, long memory) {

        /** Whether the outputs will not fit. */
        public boolean tooSmall() {
            return disk > free;
        }
    }

    public Estimate {
        neverRan = List.copyOf(neverRan);
    }
}
