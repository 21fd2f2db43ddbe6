package dev.retrace.cache.verify;

import java.util.List;

/**
 * What a look at all of a store's bytes found.
 *
 * @param records that were read
 * @param blobs whose bytes were read
 * @param bytes of these blobs
 * @param findings what is bad; empty if the store is sound
 * @param unnamed blobs that no record names: left by killed work, or made for cells that have not ended
 * @param abandoned temporary files of the dead
 * @param quarantined files that were found bad earlier
 */
public record Verification(
        long records, long blobs, long bytes, List<Finding> findings, long unnamed, long abandoned, long quarantined) {

    public Verification {
        findings = List.copyOf(findings);
    }

    /** Whether nothing is bad. */
    public boolean sound() {
        return findings.isEmpty();
    }
}
