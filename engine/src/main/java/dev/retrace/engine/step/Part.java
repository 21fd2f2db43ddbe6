package dev.retrace.engine.step;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One artifact of an input that may have many, with the coordinates of the cell that made it.
 *
 * @param coordinates matrix name to value, in the matrix's order; for a list of references the
 *     first entry is {@code step}, the id of the step that made it
 * @param file the artifact
 */
public record Part(Map<String, String> coordinates, InputFile file) {

    public Part {
        coordinates = Collections.unmodifiableMap(new LinkedHashMap<>(coordinates));
    }
}
