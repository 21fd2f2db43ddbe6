package dev.retrace.engine.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A cell of an earlier run whose record is still there: what it was made of and what it made.
 *
 * @param name its own, {@code trace[state=o]#3}
 * @param id of its step in the workflow
 * @param step what kind of work it is
 * @param key digest of its key document
 * @param parameters after defaults, sources as digests
 * @param inputs slot to what was read, in order
 * @param outputs name to digest
 * @param numerics precision, device class and torch; a missing node for steps that compute no tensors
 */
public record PastCell(
        String name,
        String id,
        String step,
        int version,
        String key,
        JsonNode parameters,
        Map<String, List<Source>> inputs,
        SortedMap<String, String> outputs,
        JsonNode numerics) {

    /**
     * An artifact that a cell read.
     *
     * @param coordinates of the cell that made it, in their order
     * @param digest with its prefix
     */
    public record Source(Map<String, String> coordinates, String digest) {

        public Source {
            coordinates = Collections.unmodifiableMap(new LinkedHashMap<>(coordinates));
        }
    }

    public PastCell {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
    }
}
