package dev.retrace.cache.index;

import dev.retrace.cache.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A cell that answers to a name or to the beginning of a key.
 *
 * @param run the newest that had it; absent if only its record is left
 * @param workflow of that run, or empty
 * @param cell its name, or empty
 * @param stepId the step's id in the workflow, or empty
 * @param step the kind of work
 * @param key digest of its key document; absent if it never came to have one
 * @param state what the run did about it, or empty
 */
public record CellHit(
        @Nullable String run,
        String workflow,
        String cell,
        String stepId,
        String step,
        @Nullable Digest key,
        String state) {}
