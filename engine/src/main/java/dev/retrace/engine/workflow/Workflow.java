package dev.retrace.engine.workflow;

import dev.retrace.engine.value.Params;
import java.nio.file.Path;
import java.util.List;

/**
 * A workflow that can be run as far as its file tells.
 *
 * @param name of the workflow
 * @param description empty if it has none
 * @param file where it was read, as the user named it
 * @param precision of its numeric cells, unless the command line says another; empty if it says none
 * @param params with the values that hold for this run
 * @param steps each after those that it reads; otherwise in the file's order
 */
public record Workflow(
        String name, String description, Path file, String precision, Params params, List<StepNode> steps) {

    public Workflow {
        steps = List.copyOf(steps);
    }
}
