package dev.retrace.engine.lane;

import dev.retrace.cache.ActionRecord;

/** What computes the cells of one lane, one at a time. */
interface CellComputer extends AutoCloseable {

    /**
     * Computes a cell and publishes it, unless the document says otherwise.
     *
     * @throws CellFailure if it could not be computed
     */
    ActionRecord compute(StepDocument document, CellListener listener) throws CellFailure;

    /** Ends the cell that runs, as soon as that can be; for another thread. It fails, or is done already. */
    void stop();

    /** Ends the lane; a cell that still runs is abandoned. */
    @Override
    void close();
}
