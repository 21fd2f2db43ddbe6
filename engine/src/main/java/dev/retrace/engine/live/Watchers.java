package dev.retrace.engine.live;

import java.util.LinkedHashMap;
import java.util.Map;

/** The pages that follow the run, so that its end can wait until they have seen it. */
final class Watchers {

    private static final int MOST = 64;
    private static final long AWAY_NANOS = 5_000_000_000L; // a page asks each second, in the background each fifth

    private final Map<String, Long> asked = new LinkedHashMap<>();

    /** A page asked how things stand. */
    synchronized void asks(String watcher) {
        if (asked.containsKey(watcher) || asked.size() < MOST) {
            asked.put(watcher, System.nanoTime());
        }
    }

    /** A page has the end, and all pages of it. */
    synchronized void leaves(String watcher) {
        asked.remove(watcher);
        notifyAll();
    }

    /** Waits until all that still ask have left, but not for longer than so many milliseconds. */
    synchronized void await(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < until && forget()) {
            wait(100);
        }
    }

    private boolean forget() {
        long now = System.nanoTime();
        asked.values().removeIf(last -> now - last > AWAY_NANOS);
        return !asked.isEmpty();
    }
}
