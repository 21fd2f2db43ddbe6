package dev.retrace.engine.step;

/**
 * A mistake in a step's data that the user can mend. The message says where it is, what was found,
 * what is allowed and what to do; it is shown without a stack trace, and the cell is not tried again.
 */
public final class StepException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StepException(String message) {
        super(message);
    }

    public StepException(String message, Throwable cause) {
        super(message, cause);
    }
}
