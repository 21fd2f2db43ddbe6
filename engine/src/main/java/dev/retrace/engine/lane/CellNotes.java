package dev.retrace.engine.lane;

import dev.retrace.cache.ActionRecord;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a cell's computation noted about itself: facts of its record, each under a name of its own
 * beside those of the machine. A cell with notes is not promised to give the same bytes again.
 */
public final class CellNotes {

    private static final String PREFIX = "note ";

    private final SortedMap<String, String> notes = new TreeMap<>();

    CellNotes() {}

    synchronized void add(String name, String value) {
        notes.put(name, value);
    }

    /** These facts and the notes. */
    synchronized SortedMap<String, String> with(SortedMap<String, String> environment) {
        SortedMap<String, String> all = new TreeMap<>(environment);
        notes.forEach((name, value) -> all.put(PREFIX + name, value));
        return all;
    }

    /** The notes of a record, by name; empty if its bytes are promised. */
    public static SortedMap<String, String> of(ActionRecord record) {
        SortedMap<String, String> notes = new TreeMap<>();
        record.environment().forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                notes.put(name.substring(PREFIX.length()), value);
            }
        });
        return notes;
    }

    /** The notes of a record for a person; empty if its bytes are promised. */
    public static String told(ActionRecord record) {
        SortedMap<String, String> notes = of(record);
        StringBuilder told = new StringBuilder();
        notes.forEach((name, value) -> told.append(told.isEmpty() ? "" : "; ")
                .append(name)
                .append(": ")
                .append(value));
        return told.toString();
    }
}
