package dev.retrace.engine.step;

/**
 * A model or data that is not on this machine while the network may not be used. The message says what
 * to place where.
 */
public final class NotHereException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NotHereException(String message) {
        super(message);
    }
}
