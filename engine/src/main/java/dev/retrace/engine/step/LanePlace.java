package dev.retrace.engine.step;

/**
 * Where a lane computes.
 *
 * @param device {@code cpu} or {@code cuda:0}
 * @param precision {@code float32}, {@code tf32} or {@code float16}
 * @param about the GPU's model, class, memory and driver, for the records; empty for the CPU
 * @param memory bytes that the lane may take of its GPU; {@link #UNLIMITED} where nothing is said
 */
public record LanePlace(String device, String precision, String about, long memory) {

    /** As much as there is. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    public LanePlace {
        if (memory < 1) {
            throw new IllegalArgumentException("a lane needs memory, not " + memory + " bytes");
        }
    }
}
