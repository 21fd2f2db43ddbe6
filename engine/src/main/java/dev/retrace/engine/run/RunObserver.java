package dev.retrace.engine.run;

import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import java.util.List;

/**
 * Hears how a run goes on, as much of it as it wants; called by the run's own thread only, but for
 * {@link #advanced}.
 */
public interface RunObserver {

    /** Hears nothing. */
    RunObserver NONE = new RunObserver() {};

    /** The run begins; cells that are known are served or ready. */
    default void began(String runId, CellGraph graph) {}

    /** These cells became known. */
    default void decided(List<Cell> cells) {}

    /** A cell started on a lane. */
    default void started(Cell cell, String lane) {}

    /** A running cell has done so many of its units of work; called by the lane's thread. */
    default void advanced(Cell cell, long done, long total) {}

    /** A cell ended: computed, adopted or failed. */
    default void ended(Cell cell) {}

    /** Something that a person should know. */
    default void note(String line) {}

    /** The run ended. */
    default void ended(RunResult result) {}
}
