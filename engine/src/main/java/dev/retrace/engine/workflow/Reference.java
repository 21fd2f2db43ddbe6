package dev.retrace.engine.workflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An output of the cells of another step.
 *
 * @param step its id
 * @param output always named, also where the file leaves it out
 * @param selected axis to value; it means the cells whose coordinates contain these
 */
public record Reference(String step, String output, Map<String, String> selected) {

    public Reference {
        selected = Collections.unmodifiableMap(new LinkedHashMap<>(selected));
    }

    /** Whether it means the cell at these coordinates. */
    public boolean selects(Map<String, String> coordinates) {
        return coordinates.entrySet().containsAll(selected.entrySet());
    }
}
