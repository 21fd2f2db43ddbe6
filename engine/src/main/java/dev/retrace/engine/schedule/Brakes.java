package dev.retrace.engine.schedule;

import java.time.Duration;

/**
 * Whether a run still starts cells, and for how long it waits for those that run: decided by failures
 * and interruptions. Times are nanoseconds of one clock. Mutable.
 */
public final class Brakes {

    /** What runs at the first interruption has this long to finish. */
    public static final Duration TO_FINISH = Duration.ofSeconds(5);

    /** What is abandoned has this long to tidy up. */
    static final Duration TO_TIDY_UP = Duration.ofSeconds(2);

    private static final long NEVER = Long.MAX_VALUE;

    private final FailurePolicy policy;
    private int failures;
    private int interruptions;
    private long abandonAt = NEVER;
    private long leaveAt = NEVER;

    public Brakes(FailurePolicy policy) {
        this.policy = policy;
    }

    /** A cell failed for good. */
    public void failed(long now) {
        failures++;
        if (failures >= policy.most() && policy.abandons()) {
            abandonAt = Math.min(abandonAt, now);
        }
    }

    /** Someone wants the run to end: soon, and the second time at once. */
    public void interrupt(long now) {
        interruptions++;
        long given = interruptions == 1 ? TO_FINISH.toNanos() : 0;
        abandonAt = Math.min(abandonAt, now + given);
        if (interruptions > 1) {
            leaveAt = now;
        }
    }

    /** Whether new cells start. */
    public boolean starting() {
        return failures < policy.most() && interruptions == 0;
    }

    /** Whether someone wants the run to end. */
    public boolean interrupted() {
        return interruptions > 0;
    }

    /** Whether a cell has failed. */
    public boolean anyFailed() {
        return failures > 0;
    }

    /** Whether what runs is to be abandoned now; true once. */
    public boolean abandons(long now) {
        if (now < abandonAt) {
            return false;
        }
        abandonAt = NEVER;
        leaveAt = Math.min(leaveAt, now + TO_TIDY_UP.toNanos());
        return true;
    }

    /** Whether the run ends now, whatever still runs. */
    public boolean leaves(long now) {
        return now >= leaveAt;
    }

    /** When to ask again, if nothing happens before; {@link Long#MAX_VALUE} for never. */
    public long wakeAt() {
        return Math.min(abandonAt, leaveAt);
    }
}
