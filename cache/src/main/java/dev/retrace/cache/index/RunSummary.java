package dev.retrace.cache.index;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.StringJoiner;
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

    /** Counts of states as the index holds them: {@code computed 3, served 7}. */
    static String text(SortedMap<String, Integer> counts) {
        StringJoiner text = new StringJoiner(", ");
        counts.forEach((state, count) -> text.add(state + " " + count));
        return text.toString();
    }

    /** Reads what {@link #text} wrote. */
    static SortedMap<String, Integer> counts(String text) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (String count : text.isEmpty() ? new String[0] : text.split(", ", -1)) {
            int space = count.lastIndexOf(' ');
            counts.put(count.substring(0, space), Integer.valueOf(count.substring(space + 1)));
        }
        return counts;
    }
}
