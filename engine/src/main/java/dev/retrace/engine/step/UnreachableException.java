package dev.retrace.engine.step;

/** A model or data that could not be fetched although the network may be used. Trying again may help. */
public final class UnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
