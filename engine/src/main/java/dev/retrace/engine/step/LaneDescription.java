package dev.retrace.engine.step;

import java.util.SortedMap;

/**
 * Tells what a lane computes on: found with {@link java.util.ServiceLoader}, asked once by a worker
 * at its start, kept with every record as provenance.
 */
public interface LaneDescription {

    /**
     * Starts the numeric library on the device and describes it: its version, threads, processor.
     *
     * @param device {@code cpu} or {@code cuda:0}
     * @throws RuntimeException if the library cannot start; says what is missing
     */
    SortedMap<String, String> describe(String device);
}
