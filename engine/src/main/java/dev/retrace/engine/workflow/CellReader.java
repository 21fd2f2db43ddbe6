package dev.retrace.engine.workflow;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Parameter;
import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.value.Expander;
import dev.retrace.engine.value.Matrix;
import dev.retrace.engine.value.Template;
import dev.retrace.engine.value.Value;
import dev.retrace.engine.yaml.Location;
import dev.retrace.engine.yaml.Node;
import dev.retrace.engine.yaml.Problems;
import dev.retrace.engine.yaml.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cells of one step: parameters as a record, inputs as references.
 *
 * <p>What does not name the matrix is read once for all cells. Of a step with mistakes only the
 * first wrong cell is told.
 */
final class CellReader {

    /** Readers that all steps of a workflow share. */
    record Readers(Expander values, ParameterReader parameters, ReferenceReader references, Problems problems) {}

    private final Readers readers;
    private final Problems problems;
    private final int before;
    private final int absentBefore;
    private final Draft draft;
    private final StepDescriptor<?> step;
    private final List<String> slots;
    private final List<Parameter> parameters;
    private final Map<String, Node.Entry> with;
    private final Map<String, Node.Entry> inputs;

    private CellReader(Readers readers, Draft draft, Step<?> step) {
        this.readers = readers;
        this.problems = readers.problems();
        this.before = problems.count();
        this.absentBefore = readers.parameters().absent().size();
        this.draft = draft;
        this.step = step.descriptor();
        this.slots = this.step.inputs().stream().map(InputSlot::name).toList();
        this.parameters = Parameter.of(this.step.parameters());
        this.with = draft.fields().entries("with", problems);
        this.inputs = draft.fields().entries("inputs", problems);
    }

    /** The step with all its cells; nothing if something is wrong with it, which has then been told. */
    static Optional<StepNode> read(Readers readers, Draft draft) {
        Step<?> step = draft.step();
        if (step == null) {
            return Optional.empty(); // told where it is written
        }
        CellReader reader = new CellReader(readers, draft, step);
        List<CellSpec> cells = reader.cells();
        Matrix matrix = draft.matrix();
        Handling handling = draft.handling();
        return matrix == null || handling == null || reader.wrong()
                ? Optional.empty()
                : Optional.of(new StepNode(
                        draft.id(), step, cells, List.copyOf(matrix.axes().keySet()), draft.shard(), handling));
    }

    private boolean wrong() {
        return problems.count() > before
                || readers.parameters().absent().size() > absentBefore
                || !draft.fields().sound("with")
                || !draft.fields().sound("inputs");
    }

    private List<CellSpec> cells() {
        String name = step.name();
        refuseUnknown(
                "parameter of " + name,
                with,
                parameters.stream().map(Parameter::name).toList());
        refuseUnknown("input of " + name, inputs, slots);
        Map<String, Object> values = new HashMap<>();
        Map<String, List<Reference>> references = new HashMap<>();
        addValues(values, Map.of(), false);
        addReferences(references, Map.of(), false);
        List<CellSpec> cells = new ArrayList<>();
        Matrix matrix = draft.matrix();
        for (Map<String, Value.Text> coordinates :
                matrix == null ? List.<Map<String, Value.Text>>of() : matrix.coordinates()) {
            addValues(values, coordinates, true);
            addReferences(references, coordinates, true);
            if (!wrong()) {
                cell(coordinates, values, references).ifPresent(cells::add);
            }
            if (wrong()) {
                break;
            }
        }
        return cells;
    }

    private Optional<CellSpec> cell(
            Map<String, Value.Text> coordinates, Map<String, Object> values, Map<String, List<Reference>> references) {
        Map<String, String> texts = new LinkedHashMap<>();
        coordinates.forEach((axis, value) -> texts.put(axis, value.text()));
        Map<String, List<Reference>> read = new HashMap<>(references);
        before(texts).ifPresent(reference -> read.put(reference.output(), List.of(reference)));
        Map<String, List<Reference>> ordered = new LinkedHashMap<>();
        slots.stream().filter(read::containsKey).forEach(slot -> ordered.put(slot, read.getOrDefault(slot, List.of())));
        List<@Nullable Object> components = new ArrayList<>();
        parameters.forEach(parameter -> components.add(values.get(parameter.name())));
        try {
            Record record = ParameterCodec.construct(step.parameters(), components);
            return Optional.of(new CellSpec(texts, record, ordered));
        } catch (IllegalArgumentException refused) {
            String cell = texts.isEmpty() ? "" : " (in cell " + label(texts) + ")";
            problems.add(key("with"), step.name() + " refuses its parameters: " + refused.getMessage() + cell);
            return Optional.empty();
        }
    }

    /** What a cell of a chain takes from the cell before it. */
    private Optional<Reference> before(Map<String, String> coordinates) {
        Chain chain = draft.chain();
        Matrix matrix = draft.matrix();
        if (chain == null || matrix == null) {
            return Optional.empty();
        }
        return matrix.before(chain.axis(), coordinates.getOrDefault(chain.axis(), ""))
                .map(value -> {
                    Map<String, String> earlier = new LinkedHashMap<>(coordinates);
                    earlier.put(chain.axis(), value);
                    return new Reference(draft.id(), chain.slot(), earlier);
                });
    }

    private void addValues(Map<String, Object> values, Map<String, Value.Text> coordinates, boolean varying) {
        for (Parameter parameter : draft.fields().sound("with") ? parameters : List.<Parameter>of()) {
            Node.Entry entry = with.get(parameter.name());
            if (entry == null && !varying) {
                leftOut(parameter).ifPresent(value -> values.put(parameter.name(), value));
            } else if (entry != null && Template.varies(entry.value()) == varying) {
                readers.values()
                        .expand(entry.value(), coordinates)
                        .flatMap(value -> readers.parameters().read(parameter, value))
                        .ifPresent(value -> values.put(parameter.name(), value));
            }
        }
    }

    private Optional<Object> leftOut(Parameter parameter) {
        if (parameter.required()) {
            problems.add(
                    key("with"),
                    "%s needs the parameter '%s': %s".formatted(step.name(), parameter.name(), parameter.doc()));
        }
        return parameter.required() || parameter.absentByDefault()
                ? Optional.empty()
                : readers.parameters().defaultOf(parameter, draft.at());
    }

    private void addReferences(
            Map<String, List<Reference>> references, Map<String, Value.Text> coordinates, boolean varying) {
        boolean sound = draft.fields().sound("inputs");
        for (InputSlot slot : sound ? step.inputs() : List.<InputSlot>of()) {
            Node.Entry entry = inputs.get(slot.name());
            if (entry == null && slot.required() && !varying) {
                problems.add(
                        key("inputs"), "%s needs the input '%s': %s".formatted(step.name(), slot.name(), slot.doc()));
            } else if (entry != null && Template.varies(entry.value()) == varying) {
                readers.values()
                        .expand(entry.value(), coordinates)
                        .ifPresent(value -> references.put(slot.name(), references(slot, value)));
            }
        }
    }

    private List<Reference> references(InputSlot slot, Value value) {
        List<Reference> references = new ArrayList<>();
        if (value instanceof Value.Text text) {
            readers.references().read(draft, slot, text).ifPresent(references::add);
        } else if (value instanceof Value.Items items && slot.kind() == InputSlot.Kind.FILES) {
            items.texts()
                    .forEach(
                            text -> readers.references().read(draft, slot, text).ifPresent(references::add));
        } else {
            problems.add(value.at(), "'" + slot.name() + "' takes one reference, but this is a list");
        }
        return List.copyOf(references);
    }

    private void refuseUnknown(String what, Map<String, Node.Entry> entries, Collection<String> known) {
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                problems.add(entry.keyAt(), Words.unknown(what, key, known));
            }
        });
    }

    /** The place of a key of the step; of its id where it has no such key. */
    private Location key(String key) {
        Node.Entry entry = draft.fields().mapping().entries().get(key);
        return entry == null ? draft.at() : entry.keyAt();
    }

    private static String label(Map<String, String> coordinates) {
        return coordinates.entrySet().stream()
                .map(axis -> axis.getKey() + "=" + axis.getValue())
                .collect(Collectors.joining(","));
    }
}
