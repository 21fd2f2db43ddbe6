package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.StepException;
import org.junit.jupiter.api.function.Executable;

/** That something is refused in the words that a user needs. */
public final class Refusal {

    private Refusal() {}

    /** Asserts a {@link StepException} whose message holds all of these words. */
    public static void says(Executable refused, String... words) {
        String message =
                String.valueOf(assertThrows(StepException.class, refused).getMessage());
        for (String word : words) {
            assertTrue(message.contains(word), () -> "'" + word + "' is missing in: " + message);
        }
    }
}
