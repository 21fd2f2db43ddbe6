package dev.retrace.engine.yaml;

import org.jspecify.annotations.Nullable;

/**
 * One mistake in a workflow.
 *
 * @param at where it is
 * @param message what is wrong, what would be right and what to do
 * @param excerpt the line with a caret under the place, as two lines; null for the command line
 */
public record Problem(Location at, String message, @Nullable String excerpt) {

    @Override
    public String toString() {
        String told = at + ": " + message;
        return excerpt == null ? told : told + "\n" + excerpt;
    }
}
