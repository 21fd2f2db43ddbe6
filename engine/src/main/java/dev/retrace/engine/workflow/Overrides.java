package dev.retrace.engine.workflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the command line changes in a workflow.
 *
 * @param profile the one to apply, or null
 * @param set param to value, as {@code --set} writes it; stronger than the profile
 */
public record Overrides(@Nullable String profile, Map<String, String> set) {

    public Overrides {
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    }

    /** The workflow as the file says. */
    public static Overrides none() {
        return new Overrides(null, Map.of());
    }
}
