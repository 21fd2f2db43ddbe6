package dev.retrace.engine.schedule;

import dev.retrace.engine.lane.CellFailure.Cause;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a cell after a failure: tried again after a pause, by itself if memory ran out, or
 * never, if the same would come of it.
 *
 * @param pause before the next attempt
 * @param alone whether nothing else may run meanwhile
 * @param attempts at most, this failure's among them
 */
public record RetryPolicy(Duration pause, boolean alone, int attempts) {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 10;

    /**
     * How the cell goes on; nothing if it has failed for good.
     *
     * @param attempt that failed, from 1
     * @param retries as the workflow says, or null; for causes that may pass only
     */
    public static Optional<RetryPolicy> after(Cause why, int attempt, @Nullable Integer retries) {
        int most = 1 + (retries == null || why.lasts() ? usual(why) : retries);
        if (attempt >= most) {
            return Optional.empty();
        }
        return Optional.of(
                switch (why) {
                    case OUT_OF_MEMORY -> new RetryPolicy(Duration.ZERO, true, most);
                    case TIMEOUT -> new RetryPolicy(Duration.ZERO, false, most);
                    default -> new RetryPolicy(doubled(attempt - 1), false, most);
                });
    }

    private static int usual(Cause why) {
        return switch (why) {
            case LANE_DIED -> 2;
            case OUT_OF_MEMORY -> 1; // alone it has all there is: a third attempt would find no more
            case TRANSIENT_IO -> 3;
            case DATA, ERROR, TIMEOUT, CANCELLED -> 0;
        };
    }

    private static Duration doubled(int times) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
