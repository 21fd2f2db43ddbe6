package dev.retrace.cache.gc;

import dev.retrace.cache.Digest;
import dev.retrace.cache.disk.StoredFile;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A record as a collection sees it.
 *
 * @param key of the record
 * @param step the kind of work; empty if the record cannot be read
 * @param file that holds it
 * @param made digests of its outputs and its log
 * @param read digests that its key document names
 * @param used when it last served or was computed
 */
record StoredRecord(
        Digest key, String step, StoredFile file, SortedSet<Digest> made, SortedSet<Digest> read, Instant used) {

    StoredRecord {
        made = Collections.unmodifiableSortedSet(new TreeSet<>(made));
        read = Collections.unmodifiableSortedSet(new TreeSet<>(read));
    }

    /** All blobs that it needs. */
    SortedSet<Digest> needs() {
        SortedSet<Digest> needs = new TreeSet<>(made);
        needs.addAll(read);
        return needs;
    }
}
