package dev.retrace.engine.lane;

import dev.retrace.cache.ActionRecord;

/** What computes the cells of one lane, one at a time. */
interface CellComputer extends AutoCloseable {

    /**
     * Computes a cell and publishes it.
     *
     * @throws CellFailure if it could not be computed
     */
    ActionRecord compute(StepDocument document, CellListener listener) throws CellFailure;

    /** Ends the lane; a cell that still runs is abandoned. */
    @Override
    void close();
}
