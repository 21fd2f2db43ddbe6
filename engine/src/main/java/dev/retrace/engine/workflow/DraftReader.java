package dev.retrace.engine.workflow;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.value.Expander;
import dev.retrace.engine.value.Matrix;
import dev.retrace.engine.value.MatrixReader;
import dev.retrace.engine.yaml.Fields;
import dev.retrace.engine.yaml.Literals;
import dev.retrace.engine.yaml.Location;
import dev.retrace.engine.yaml.Node;
import dev.retrace.engine.yaml.Problems;
import dev.retrace.engine.yaml.Words;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what each step is: its kind, matrix, shard and chain, which references of other steps need to know,
 * and how its cells are handled.
 */
final class DraftReader {

    private static final List<String> KEYS =
            List.of("step", "inputs", "matrix", "shard", "chain", "with", "resources", "timeout", "retries");

    private final StepRegistry registry;
    private final MatrixReader matrices;
    private final ChainReader chains;
    private final HandlingReader handlings;
    private final Problems problems;

    DraftReader(StepRegistry registry, Expander values, Problems problems) {
        this.registry = registry;
        this.matrices = new MatrixReader(values, problems);
        this.chains = new ChainReader(problems);
        this.handlings = new HandlingReader(values, problems);
        this.problems = problems;
    }

    /** All steps, by id, in the file's order. */
    Map<String, Draft> read(Map<String, Node.Entry> steps) {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        steps.forEach((id, entry) -> {
            if (!Words.NAME.matcher(id).matches()) {
                problems.add(entry.keyAt(), "a step's id is in lower case with hyphens, not " + Words.quoted(id));
            }
            Fields.of(entry.value(), "step", KEYS, problems)
                    .ifPresent(fields -> drafts.put(id, draft(id, entry.keyAt(), fields)));
        });
        return drafts;
    }

    private Draft draft(String id, Location at, Fields fields) {
        Optional<Step<?>> step = step(id, at, fields);
        Optional<Matrix> matrix = matrices.read(fields);
        Optional<Shard> shard = step.flatMap(kind -> shard(fields, kind));
        Optional<Chain> chain =
                step.flatMap(kind -> matrix.flatMap(axes -> chains.read(fields, kind.descriptor(), axes)));
        Optional<Handling> handling = step.map(kind -> handlings.read(fields, kind.descriptor()));
        return new Draft(
                id,
                at,
                fields,
                step.orElse(null),
                matrix.orElse(null),
                shard.orElse(null),
                chain.orElse(null),
                handling.orElse(null));
    }

    private Optional<Step<?>> step(String id, Location at, Fields fields) {
        Optional<Node> node = fields.find("step");
        if (node.isEmpty()) {
            problems.add(
                    at,
                    Words.quoted(id) + " does not say which step it is; write step: and one of "
                            + String.join(", ", names()));
            return Optional.empty();
        }
        if (node.get() instanceof Node.Scalar name) {
            Optional<Step<?>> step = registry.find(name.text());
            if (step.isEmpty()) {
                problems.add(name.at(), Words.unknown("step", name.text(), names()));
            }
            return step;
        } else if (!(node.get() instanceof Node.Refused)) {
            problems.add(
                    node.get().at(),
                    "step takes the name of a step, but this is " + node.get().kind());
        }
        return Optional.empty();
    }

    private List<String> names() {
        return registry.all().stream().map(step -> step.descriptor().name()).toList();
    }

    private Optional<Shard> shard(Fields fields, Step<?> step) {
        Map<String, Node.Entry> entries = fields.entries("shard", problems);
        Optional<Node> node = fields.find("shard");
        if (node.isPresent() && node.get() instanceof Node.Mapping && entries.size() != 1) {
            problems.add(
                    node.get().at(),
                    "shard takes one input and its rows, as {pairs: 25}, but this names " + entries.size());
        } else if (entries.size() == 1) {
            Map.Entry<String, Node.Entry> only = entries.entrySet().iterator().next();
            Optional<Integer> rows = rows(only.getValue().value());
            return isTable(only, fields, step) ? rows.map(count -> new Shard(only.getKey(), count)) : Optional.empty();
        }
        return Optional.empty();
    }

    private boolean isTable(Map.Entry<String, Node.Entry> shard, Fields fields, Step<?> step) {
        List<String> tables = step.descriptor().inputs().stream()
                .filter(slot -> slot.kind() == InputSlot.Kind.TABLE)
                .map(InputSlot::name)
                .toList();
        String slot = shard.getKey();
        Location at = shard.getValue().keyAt();
        if (!tables.contains(slot)) {
            problems.add(
                    at,
                    Words.unknown(
                            "table among the inputs of " + step.descriptor().name(), slot, tables));
            return false;
        }
        boolean given = fields.find("inputs")
                .filter(inputs -> inputs instanceof Node.Mapping mapping
                        && mapping.entries().containsKey(slot))
                .isPresent();
        if (!given) {
            problems.add(at, "shard cuts the input '" + slot + "', but inputs does not give it");
        }
        return given;
    }

    private Optional<Integer> rows(Node node) {
        Optional<BigDecimal> rows =
                node instanceof Node.Scalar scalar ? Literals.integer(scalar.text()) : Optional.empty();
        Optional<Integer> positive = rows.filter(count -> count.signum() > 0)
                .filter(count -> count.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0)
                .map(BigDecimal::intValueExact);
        if (positive.isEmpty() && !(node instanceof Node.Refused)) {
            problems.add(node.at(), "shard takes a whole number of rows above 0, but this is " + node.kind());
        }
        return positive;
    }
}
