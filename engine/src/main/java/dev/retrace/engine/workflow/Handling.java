package dev.retrace.engine.workflow;

import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.StepDescriptor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a run treats the cells of one step. Never part of a key: it cannot change a result.
 *
 * @param resources what one cell takes of the machine while it runs
 * @param timeout after which a cell is ended; null if it may take as long as it wants
 * @param retries how often a cell is tried again after a failure that may pass; null if its cause
 *     decides
 */
public record Handling(
        Resources resources,
        @Nullable Duration timeout,
        @Nullable Integer retries) {

    public Handling {
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("a cell needs some time, but its timeout is " + timeout);
        }
        if (retries != null && retries < 0) {
            throw new IllegalArgumentException("a cell cannot be tried again " + retries + " times");
        }
    }

    /** As the step itself says. */
    static Handling of(StepDescriptor<?> descriptor) {
        return new Handling(descriptor.resources(), null, null);
    }
}
