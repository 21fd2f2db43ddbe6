package dev.retrace.cache.fault;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A step after which a process may be killed. Armed by {@code -Dretrace.halt-at=NAME:N}: the process
 * halts when it passes the point the Nth time.
 */
public enum FaultPoint {
    /** A temporary file has its bytes; they may not be on disk. */
    FILE_WRITTEN,
    /** A temporary file is on disk. */
    FILE_FORCED,
    /** A step's output was taken from its scratch folder. */
    FILE_TAKEN,
    /** A file has its name; the folder may not be on disk. */
    FILE_LINKED,
    /** A file is published. */
    FILE_PUBLISHED,
    /** A file was replaced; the folder may not be on disk. */
    FILE_REPLACED,
    /** A bad file was moved aside, and is not looked at again yet. */
    FILE_ASIDE,
    /** A lease has its bytes, but not its name. */
    LEASE_WRITTEN,
    /** A lease is held. */
    LEASE_CLAIMED,
    /** A lease is about to be removed, by the only one who may. */
    LEASE_REMOVAL_CLAIMED,
    /** A lease is removed; the right to do so is still held. */
    LEASE_REMOVED,
    /** The index's file is open, its schema not looked at. */
    INDEX_OPENED,
    /** The index's schema is made, but the stamp does not say so. */
    INDEX_MIGRATED,
    /** The index is brought up to date, but not committed. */
    INDEX_FILLED,
    /** The index is committed, but not closed. */
    INDEX_COMMITTED,
    /** A record or a blob lies in the trash, and is not looked at again yet. */
    TRASHED,
    /** All records of a collection lie in the trash, their blobs do not. */
    RECORDS_TRASHED,
    /** A file was brought back from the trash, where it also still lies. */
    RESTORED,
    /** A bundle is verified, and nothing of it published. */
    BUNDLE_VERIFIED,
    /** A bundle's blobs are published, its records are not. */
    BUNDLE_BLOBS_PUBLISHED,
    /** A bundle's records are published, its run is not. */
    BUNDLE_RECORDS_PUBLISHED;

    private static final int KILLED = 137; // as a shell reports SIGKILL

    private static final String ARMED = System.getProperty("retrace.halt-at", "");
    private static final AtomicInteger PASSED = new AtomicInteger();

    /** The process is at this point. */
    public void reached() {
        if (!ARMED.isEmpty()
                && ARMED.startsWith(name() + ":")
                && ARMED.equals(name() + ":" + PASSED.incrementAndGet())) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
