package dev.retrace.engine.cli;

/** What {@code retrace} returns to the shell. */
final class ExitCode {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int INVALID_WORKFLOW = 3;
    static final int CHECK_FAILED = 4;
    static final int PARTLY_FAILED = 5;
    static final int NOT_HERE = 6;

    private ExitCode() {}
}
