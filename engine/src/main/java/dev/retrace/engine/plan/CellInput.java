package dev.retrace.engine.plan;

import dev.retrace.cache.Digest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One artifact that a cell reads.
 *
 * @param coordinates of the cell that made it, in its matrix's order
 * @param digest of its bytes
 */
public record CellInput(Map<String, String> coordinates, Digest digest) {

    public CellInput {
        coordinates = Collections.unmodifiableMap(new LinkedHashMap<>(coordinates));
    }
}
