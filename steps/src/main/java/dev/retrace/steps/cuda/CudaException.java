package dev.retrace.steps.cuda;

/** The driver or the compiler refused; the message holds its own words. */
public final class CudaException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CudaException(String message) {
        super(message);
    }
}
