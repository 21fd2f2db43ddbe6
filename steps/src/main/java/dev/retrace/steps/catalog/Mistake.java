package dev.retrace.steps.catalog;

/** What was asked for cannot be: the message says what was given and what is possible. */
final class Mistake extends RuntimeException {

    private static final long serialVersionUID = 1;

    Mistake(String message) {
        super(message);
    }

    Mistake(String message, Throwable cause) {
        super(message, cause);
    }
}
