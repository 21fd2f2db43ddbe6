package dev.retrace.engine.run;

import dev.retrace.cache.ActionRecord;
import dev.retrace.engine.lane.CellFailure;
import java.time.Instant;

/** What other threads tell the executor's. */
sealed interface RunEvent {

    /** What a lane's thread tells of its assignment; all but {@link Started} end it. */
    sealed interface OfLane extends RunEvent {
        Assignment work();
    }

    /** The cell is this run's to compute, and its computation begins. */
    record Started(Assignment work, Instant when) implements OfLane {}

    record Computed(Assignment work, ActionRecord record) implements OfLane {}

    /** Another run has published the cell meanwhile. */
    record Found(Assignment work, ActionRecord record) implements OfLane {}

    /** Another run computes the cell. */
    record Elsewhere(Assignment work) implements OfLane {}

    record Failed(Assignment work, CellFailure failure) implements OfLane {}

    /** Someone wants the run to end. */
    record Interrupted() implements RunEvent {}
}
