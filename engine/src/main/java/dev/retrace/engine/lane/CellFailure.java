package dev.retrace.engine.lane;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.TableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;

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
        /** Memory ran out: it may suffice when nothing else runs. */
        OUT_OF_MEMORY,
        /** A file system or a network did not answer: it may later. */
        TRANSIENT_IO,
        /** It took longer than its step allows. */
        TIMEOUT,
        /** The run was interrupted. */
        CANCELLED;

        /** Whether the same would come of another attempt, however many are granted. */
        public boolean lasts() {
            return this == DATA || this == ERROR || this == CANCELLED;
        }
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

    /** The same failure, which the engine itself has brought about. */
    public CellFailure broughtAbout(Cause by, String message) {
        return new CellFailure(by, message, getMessage() + (details.isEmpty() ? "" : "\n" + details));
    }

    /** A cell that does not end, though it was asked to. */
    public static CellFailure unending(Cause by, String message) {
        return new CellFailure(by, message, "");
    }

    /** The failure that an exception means. */
    public static CellFailure of(Throwable thrown) {
        if (thrown instanceof CancelledException) {
            return new CellFailure(Cause.CANCELLED, "interrupted", "");
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return new CellFailure(FailureCauses.of(thrown), message(thrown), trace.toString());
    }

    private static String message(Throwable thrown) {
        if (thrown instanceof UncheckedIOException && thrown.getCause() instanceof IOException wrapped) {
            return message(wrapped);
        }
        String message = thrown.getMessage() == null ? "" : thrown.getMessage();
        if (FailureCauses.isDiskFull(thrown)) {
            return "the disk is full (" + message + "); make room, as `retrace gc` can, and run again:"
                    + " what was computed is kept";
        }
        boolean data = thrown instanceof StepException || thrown instanceof TableException;
        String kind = thrown.getClass().getSimpleName();
        return data && !message.isEmpty() ? message : kind + (message.isEmpty() ? "" : ": " + message);
    }

    /** Ends a cell whose run was interrupted. */
    static final class CancelledException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
