package dev.retrace.engine.run;

import dev.retrace.cache.Digest;
import dev.retrace.engine.lane.CellFailure.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The assignments that lanes work on, never more than there are lanes, and until when each may. Mutable. */
final class RunningCells {

    /** How long a cell that was told to end may take to do so. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final long NEVER = Long.MAX_VALUE;

    private static final class Watch {
        private long until = NEVER; // nanoseconds
        private @Nullable Cause stoppedFor;
    }

    private final Map<Assignment, Watch> running = new LinkedHashMap<>();

    void add(Assignment work) {
        running.put(work, new Watch());
    }

    /** Whether it ran; an assignment that was given up does not any more. */
    boolean remove(Assignment work) {
        return running.remove(work) != null;
    }

    boolean isEmpty() {
        return running.isEmpty();
    }

    List<Assignment> all() {
        return List.copyOf(running.keySet());
    }

    /** Whether this key is computed here already, under another cell's name. */
    boolean computes(Digest key) {
        return running.keySet().stream()
                .anyMatch(work -> work.cell().document().key().equals(key));
    }

    /** The computation has begun; from now on its timeout counts. */
    void began(Assignment work, long now) {
        Watch watch = running.get(work);
        Duration timeout = work.cell().node().handling().timeout();
        if (watch != null && watch.stoppedFor == null && timeout != null) {
            watch.until = now + timeout.toNanos();
        }
    }

    /** Why the engine itself ends this cell, if it does. */
    Optional<Cause> stoppedFor(Assignment work) {
        Watch watch = running.get(work);
        return Optional.ofNullable(watch == null ? null : watch.stoppedFor);
    }

    /** Ends all cells that nothing has ended yet. */
    void stopAll(long now) {
        running.forEach((work, watch) -> stop(work, watch, Cause.CANCELLED, now));
    }

    /** Ends the cells that have run longer than they may. */
    void stopOverdue(long now) {
        running.forEach((work, watch) -> {
            if (now >= watch.until) {
                stop(work, watch, Cause.TIMEOUT, now);
            }
        });
    }

    /** The cells that have not ended though they were told to. */
    List<Assignment> deaf(long now) {
        List<Assignment> deaf = new ArrayList<>();
        running.forEach((work, watch) -> {
            if (watch.stoppedFor != null && now >= watch.until) {
                deaf.add(work);
            }
        });
        return deaf;
    }

    /** When to look again, if nothing happens before; {@link Long#MAX_VALUE} for never. */
    long wakeAt() {
        return running.values().stream().mapToLong(watch -> watch.until).min().orElse(NEVER);
    }

    private static void stop(Assignment work, Watch watch, Cause why, long now) {
        if (watch.stoppedFor == null) {
            watch.stoppedFor = why;
            watch.until = now + GRACE.toNanos();
            work.stop();
        }
    }
}
