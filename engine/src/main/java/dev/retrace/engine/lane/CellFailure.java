package dev.retrace.engine.lane;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.TableException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** A cell could not be computed. */
public final class CellFailure extends Exception {

    private static final long serialVersionUID = 1;

    /** Why, which decides whether the cell is tried again. */
    public enum Cause {
        /** The user's data or parameters: the same again. */
        DATA,
        /** A defect, or the machine: the same again, as far as one can know. */
        ERROR,
        /** The worker died: another one may do better. */
        LANE_DIED,
        /** The run was interrupted. */
        CANCELLED
    }

    private final Cause why;
    private final String details;

    /** @param details for the log: a stack trace, or nothing */
    CellFailure(Cause why, String message, String details) {
        super(message);
        this.why = why;
        this.details = details;
    }

    /** What kind of failure it is. */
    public Cause why() {
        return why;
    }

    /** A stack trace, or what the worker said last; may be empty. */
    public String details() {
        return details;
    }

    /** The failure that a step's exception means. */
    static CellFailure of(Throwable thrown) {
        if (thrown instanceof CancelledException) {
            return new CellFailure(Cause.CANCELLED, "interrupted", "");
        }
        boolean data = thrown instanceof StepException || thrown instanceof TableException;
        String message = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return data
                ? new CellFailure(Cause.DATA, message, trace.toString())
                : new CellFailure(Cause.ERROR, thrown.getClass().getSimpleName() + ": " + message, trace.toString());
    }

    /** Ends a cell whose run was interrupted. */
    static final class CancelledException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
