package dev.retrace.cache.gc;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to keep.
 *
 * @param keepRuns how many of the newest runs keep all that they rest on
 * @param keep ids of runs, and beginnings of keys, to keep as well
 * @param maxAge what was not used for longer goes; absent if age does not matter
 * @param maxBytes the least recently used go until so many are left; absent if size does not matter
 */
public record Policy(
        int keepRuns,
        Set<String> keep,
        @Nullable Duration maxAge,
        @Nullable Long maxBytes) {

    /** The age of what goes if nothing is said. */
    public static final Duration USUAL_AGE = Duration.ofDays(30);

    public Policy {
        if (keepRuns < 0) {
            throw new IllegalArgumentException("no fewer than 0 runs can be kept, but was given " + keepRuns);
        }
        keep = Set.copyOf(keep);
    }
}
