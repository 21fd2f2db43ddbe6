package dev.retrace.engine.workflow;

import dev.retrace.engine.step.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of a workflow.
 *
 * @param id its name in the file
 * @param step the kind of work
 * @param cells in matrix order, the last axis changing fastest; one without a matrix
 * @param axes the names of the matrix, in the file's order
 * @param shard how each cell is cut over rows, or null
 * @param handling how a run treats its cells
 */
public record StepNode(
        String id,
        Step<?> step,
        List<CellSpec> cells,
        List<String> axes,
        @Nullable Shard shard,
        Handling handling) {

    public StepNode {
        cells = List.copyOf(cells);
        axes = List.copyOf(axes);
    }
}
