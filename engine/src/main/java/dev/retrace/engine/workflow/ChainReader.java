package dev.retrace.engine.workflow;

import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.value.Matrix;
import dev.retrace.engine.yaml.Fields;
import dev.retrace.engine.yaml.Location;
import dev.retrace.engine.yaml.Node;
import dev.retrace.engine.yaml.Problems;
import dev.retrace.engine.yaml.Words;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Reads {@code chain: {slot: axis}} of a step. */
final class ChainReader {

    private static final String KEY = "chain";

    private final Problems problems;

    ChainReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * The chain of a step; nothing where it has none, or a wrong one, which has then been told.
     *
     * @param matrix the step's, as far as it could be read
     */
    Optional<Chain> read(Fields fields, StepDescriptor<?> step, Matrix matrix) {
        Map<String, Node.Entry> entries = fields.entries(KEY, problems);
        Optional<Node> node = fields.find(KEY);
        if (node.isPresent() && node.get() instanceof Node.Mapping && entries.size() != 1) {
            problems.add(
                    node.get().at(),
                    "chain takes one input and an axis of the matrix, as {checkpoint: until}, but this names "
                            + entries.size());
            return Optional.empty();
        } else if (entries.isEmpty()) {
            return Optional.empty();
        }
        Map.Entry<String, Node.Entry> only = entries.entrySet().iterator().next();
        Location at = only.getValue().keyAt();
        if (fields.find("shard").isPresent()) {
            problems.add(at, "the cells of a chain are not cut into shards; remove chain or shard");
            return Optional.empty();
        }
        Optional<String> slot = slot(step, only.getKey(), at);
        Optional<String> axis = axis(matrix, only.getValue().value());
        return slot.flatMap(input -> axis.map(along -> new Chain(input, along)));
    }

    private Optional<String> slot(StepDescriptor<?> step, String slot, Location at) {
        return known(
                slot, "input of one file of " + step.name() + " that is also one of its outputs", step.chainable(), at);
    }

    private Optional<String> axis(Matrix matrix, Node node) {
        if (node instanceof Node.Scalar scalar) {
            return known(
                    scalar.text(), "axis of this step's matrix", matrix.axes().keySet(), scalar.at());
        } else if (!(node instanceof Node.Refused)) {
            problems.add(node.at(), "chain takes the name of an axis, but this is " + node.kind());
        }
        return Optional.empty();
    }

    private Optional<String> known(String name, String what, Collection<String> allowed, Location at) {
        if (!allowed.contains(name)) {
            problems.add(at, Words.unknown(what, name, allowed));
            return Optional.empty();
        }
        return Optional.of(name);
    }
}
