package dev.retrace.engine.command;

import java.util.List;

/**
 * Commands that another module adds to the command line; found as a service.
 *
 * <p>A command is a picocli command: a class with {@code @Command} that is a {@code Callable<Integer>},
 * whose answer is the exit code (0 done, 1 failed, 2 usage, 4 a check failed, 6 missing while offline).
 * It prints to its command line's {@code getOut()} and {@code getErr()}; a {@code StepException} that it
 * throws is shown as a message.
 */
public interface CommandSource {

    /** New command objects, cheap to make. */
    List<Object> commands();

    /** The same, of commands under {@code retrace bench}. */
    default List<Object> benchmarks() {
        return List.of();
    }
}
