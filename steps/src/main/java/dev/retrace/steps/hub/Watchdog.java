package dev.retrace.steps.hub;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Closes a connection on which nothing has come for long; Java's client waits for ever. */
final class Watchdog implements AutoCloseable {

    private final AtomicLong moved = new AtomicLong(System.nanoTime());
    private final Thread thread;

    Watchdog(InputStream in, Duration patience) {
        thread = new Thread(() -> watch(in, patience), "watchdog of a download");
        thread.setDaemon(true);
        thread.start();
    }

    /** Something came. */
    void moved() {
        moved.set(System.nanoTime());
    }

    private void watch(InputStream in, Duration patience) {
        try {
            long left = patience.toNanos();
            while (left > 0) {
                Thread.sleep(Math.max(1, left / 1_000_000));
                left = patience.toNanos() - (System.nanoTime() - moved.get());
            }
            in.close(); // which ends the read that waits
        } catch (InterruptedException done) {
            Thread.currentThread().interrupt();
        } catch (IOException closed) {
            // then the reader is told so too
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
