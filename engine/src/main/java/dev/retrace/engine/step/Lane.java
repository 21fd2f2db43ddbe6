package dev.retrace.engine.step;

import java.io.IOException;

/**
 * The worker that computes a cell: one device, one precision, and what cells may share there.
 *
 * <p>A lane runs one cell at a time.
 */
public interface Lane {

    /** Loads what a lane shares between cells. */
    @FunctionalInterface
    interface Loader<T> {
        T load() throws IOException;
    }

    /** {@code cpu} or {@code cuda:0}. */
    String device();

    /** {@code float32}, {@code tf32} or {@code float16}. */
    String precision();

    /** Bytes that the lane may take of its GPU; {@link LanePlace#UNLIMITED} on the CPU. */
    default long memory() {
        return LanePlace.UNLIMITED;
    }

    /**
     * Something costly, such as weights, loaded once for all cells of the lane that ask for it.
     *
     * @param sha256 of the content that it is made from
     * @return the lane's; the caller does not close it
     */
    <T extends AutoCloseable> T shared(String sha256, Class<T> type, Loader<T> loader) throws IOException;

    /**
     * Tells how far the cell is.
     *
     * @param done units of work done, of whatever kind the step counts
     * @param total units in all
     */
    void progress(long done, long total);

    /** Writes a line to the cell's log, which {@code retrace show} prints. */
    void log(String line);

    /**
     * Notes in the cell's record that it was computed otherwise than its key says by itself, such as in
     * halved batches after memory ran out. Its bytes are not promised to be the same again then, only
     * numbers within the step's tolerance; {@code retrace show} and {@code audit} say so. In no key.
     *
     * @param name what was otherwise: {@code batch}; noted again, the last value holds
     * @param value how, for a person: {@code 64 rows, halved twice as the device's memory ran out}
     */
    void note(String name, String value);

    /** Ends the cell here if the run was interrupted: call it between units of work. */
    void checkCancelled();
}
