package dev.retrace.engine.workflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One cell of a step's matrix: all that it does, but for the bytes that it will read.
 *
 * @param coordinates axis to value, in the matrix's order
 * @param parameters the step's record, complete
 * @param inputs slot to references, in the order of the step's description; one but for lists
 */
public record CellSpec(Map<String, String> coordinates, Record parameters, Map<String, List<Reference>> inputs) {

    public CellSpec {
        coordinates = Collections.unmodifiableMap(new LinkedHashMap<>(coordinates));
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }
}
