package dev.retrace.engine.lane;

/** Hears how a running cell goes on, from the lane that runs it. */
public interface CellListener {

    /** {@code done} of {@code total} units of work are done. */
    void progress(long done, long total);

    /** The cell, or the worker that runs it, says something for its log. */
    void log(String line);

    /** Whether the run was interrupted, so that the cell should end at the next occasion. */
    boolean cancelled();
}
