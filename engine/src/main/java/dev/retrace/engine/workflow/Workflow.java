package dev.retrace.engine.workflow;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A workflow that can be run as far as its file tells.
 *
 * @param name of the workflow
 * @param description empty if it has none
 * @param file where it was read, as the user named it
 * @param params the values that hold for this run, as text, for display
 * @param steps each after those that it reads; otherwise in the file's order
 */
public record Workflow(String name, String description, Path file, Map<String, String> params, List<StepNode> steps) {

    public Workflow {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
        steps = List.copyOf(steps);
    }
}
