package dev.retrace.cache.index;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One run in a list of runs.
 *
 * @param id of the run
 * @param workflow its name
 * @param started when it began
 * @param outcome {@code running}, {@code done}, {@code failed} or {@code interrupted}
 * @param cells how many are in each state
 */
public record RunSummary(
        String id, String workflow, Instant started, String outcome, SortedMap<String, Integer> cells) {

    public RunSummary {
        cells = Collections.unmodifiableSortedMap(new TreeMap<>(cells));
    }
}
