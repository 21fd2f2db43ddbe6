package dev.retrace.steps.model;

import ai.djl.Device;
import dev.retrace.engine.step.LanePlace;
import dev.retrace.engine.step.StepException;
import java.util.Locale;
import java.util.Optional;

/**
 * How a model uses the memory that its lane may take of a GPU, beside its weights: for states that are kept between
 * runs, and for batches, of which two are at work at once. It is a plan; what it does not foresee is caught by
 * {@link DeviceMemory}.
 *
 * @param restartBytes how large the kept states of one run may be
 * @param halvings how often a batch of {@link BatchSizes} is halved before it is tried; 0 as a rule
 */
record MemoryShare(long restartBytes, int halvings) {

    /** States of a whole run are kept up to this size; beyond it they are computed again when needed. */
    static final long DEFAULT_RESTART_BYTES = 512L << 20;

    /** The same on a GPU, whose memory is read faster than the states are computed. */
    private static final long RESTART_BYTES_OF_GPU = 16L << 30;

    /** What torch, its libraries and a small batch take at least. */
    private static final long LEAST = 1L << 30;

    /** Twice a batch's tensors, and as much again that a derivative or a readout holds (measured: 17 GB of an edit). */
    private static final long BATCHES = 4 * BatchSizes.BYTES;

    private static final int MOST_HALVINGS = 12;
    private static final double GIGA = 1e9;

    /**
     * What a lane's limit leaves.
     *
     * @param limit of the lane, in bytes
     * @param weights of the model, in bytes
     * @throws StepException if the weights leave nothing
     */
    static MemoryShare of(Device device, long limit, long weights) {
        if (!device.isGpu()) {
            return new MemoryShare(DEFAULT_RESTART_BYTES, 0);
        } else if (limit == LanePlace.UNLIMITED) {
            return new MemoryShare(RESTART_BYTES_OF_GPU, 0);
        }
        long left = limit - weights - LEAST;
        if (left < LEAST) {
            throw new StepException(
                    "the weights take %s and work needs %s, but this lane may take %s of %s: use fewer lanes on a GPU, allow more with --device-memory, or compute with --precision float16"
                            .formatted(gigabytes(weights), gigabytes(2 * LEAST), gigabytes(limit), name(device)));
        }
        long kept = Math.min(RESTART_BYTES_OF_GPU, left / 4);
        int halvings = 0;
        while (halvings < MOST_HALVINGS && BATCHES >> halvings > left - kept) {
            halvings++;
        }
        return new MemoryShare(kept, halvings);
    }

    /** What is otherwise than with memory enough, for the cell's record. */
    Optional<String> told(Device device) {
        if (!device.isGpu() || (halvings == 0 && restartBytes == RESTART_BYTES_OF_GPU)) {
            return Optional.empty();
        }
        return Optional.of("batches of 1/%d and %s of kept states, for the lane's memory on %s"
                .formatted(1 << halvings, gigabytes(restartBytes), name(device)));
    }

    private static String name(Device device) {
        return "cuda:" + device.getDeviceId();
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / GIGA);
    }
}
