package dev.retrace.cache.gc;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a collection did, or would do.
 *
 * @param steps bytes by step and verdict; a blob that several need is counted once
 * @param records how many have each verdict
 * @param unnamed blobs to go: of the records to go, and those that no record names
 * @param quarantined files to go that were found bad long enough ago
 * @param trash what lies there now
 * @param bytes of all records and blobs before
 * @param taken moved to the trash by this collection
 * @param freed bytes that this collection deleted from the trash
 * @param warnings for people
 */
public record CollectionReport(
        SortedMap<String, Map<Verdict, Long>> steps,
        Map<Verdict, Integer> records,
        Amount unnamed,
        Amount quarantined,
        Amount trash,
        long bytes,
        Amount taken,
        long freed,
        List<String> warnings) {

    /** Files and their bytes. */
    public record Amount(long files, long bytes) {}

    public CollectionReport {
        steps = Collections.unmodifiableSortedMap(new TreeMap<>(steps));
        records = Map.copyOf(records);
        warnings = List.copyOf(warnings);
    }
}
