package dev.retrace.steps.bench;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.blocking.BlockingWorkload;
import dev.retrace.steps.editing.EditWorkload;
import dev.retrace.steps.model.Workload;
import dev.retrace.steps.relation.JacobianWorkload;
import dev.retrace.steps.tracing.TracingWorkload;
import java.util.List;

/**
 * What is measured of a shape.
 *
 * @param facts that are traced, blocked and edited together
 * @param rows prompts of the forward pass
 * @param tokens of each of these
 */
record Workloads(MambaShape shape, int facts, int rows, int tokens, String device) {

    /** The names by which they are asked for, in their order. */
    static final List<String> NAMES = List.of("forward", "trace", "block", "edit", "jacobian");

    /** Those that take derivatives. */
    static final List<String> DIFFERENTIATED = List.of("edit", "jacobian");

    private static final int PROMPT = 12;
    private static final int IN_CONTEXT = 48;
    private static final int REMAINDER = 12;

    /** Those of a name; the Jacobian is of the edited layer, and of one with twelve above it. */
    List<Workload> named(String name) {
        int vocabulary = shape.config().vocabulary();
        int edited = shape.layers() * 5 / 16; // layer 20 of 64
        return switch (name) {
            case "forward" -> List.of(ForwardWorkload.of(rows, tokens, vocabulary));
            case "trace" -> List.of(TracingWorkload.of(facts, PROMPT, vocabulary));
            case "block" -> List.of(BlockingWorkload.of(facts, PROMPT, vocabulary));
            case "edit" -> List.of(EditWorkload.of(facts, PROMPT, edited, vocabulary, device));
            case "jacobian" -> jacobians(edited, vocabulary);
            default -> throw new StepException("what is measured is one of " + NAMES + ", not '" + name + "'");
        };
    }

    private List<Workload> jacobians(int layer, int vocabulary) {
        JacobianWorkload first = JacobianWorkload.of(IN_CONTEXT, layer, vocabulary);
        int late = shape.layers() - 1 - REMAINDER;
        return late <= layer ? List.of(first) : List.of(first, JacobianWorkload.of(IN_CONTEXT, late, vocabulary));
    }
}
