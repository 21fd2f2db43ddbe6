package dev.retrace.cache.process;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Judges whether the holders of leases are dead. Remembers what it saw: mutable, safe for threads.
 *
 * <p>A process of this machine is looked up. Of any other only the heartbeat is known; its clock may
 * be wrong, so what counts is how long <em>this</em> observer has seen no change.
 */
public final class Liveness {

    private record Observation(String owner, long sequence, long since) {}

    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Map<String, Observation> observations = new ConcurrentHashMap<>();

    /**
     * @param patience how long a heartbeat may stay unchanged
     * @param nanoTime a monotonic clock, so that a test can choose it
     */
    public Liveness(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** Whether the holder of this lease is surely dead. */
    public boolean isDead(String lease, Holder holder) {
        return switch (holder.process().verdict()) {
            case ALIVE -> false;
            case DEAD -> true;
            case UNKNOWN -> silentFor(lease, holder) >= patience.toNanos();
        };
    }

    private long silentFor(String lease, Holder holder) {
        long now = nanoTime.getAsLong();
        Observation seen = new Observation(holder.owner(), holder.sequence(), now);
        Observation first = observations.merge(lease, seen, (old, fresh) -> sameBeat(old, fresh) ? old : fresh);
        return now - first.since();
    }

    private static boolean sameBeat(Observation a, Observation b) {
        return a.owner().equals(b.owner()) && a.sequence() == b.sequence();
    }
}
