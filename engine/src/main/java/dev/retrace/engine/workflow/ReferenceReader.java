package dev.retrace.engine.workflow;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.value.Matrix;
import dev.retrace.engine.value.Value;
import dev.retrace.engine.yaml.Location;
import dev.retrace.engine.yaml.Problems;
import dev.retrace.engine.yaml.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code id}, {@code id.output} and {@code id[axis=value].output}, and checks that they lead somewhere. */
final class ReferenceReader {

    private static final Pattern SHAPE = Pattern.compile("([^\\[\\].]+)(?:\\[([^\\[\\]]*)])?(?:\\.([^\\[\\].]+))?");

    /** A step of which all is known that a reference can ask for. */
    private record Target(String id, StepDescriptor<?> step, Matrix matrix, boolean sharded) {}

    private final Map<String, Draft> drafts;
    private final Problems problems;
    private final Map<String, Set<String>> needs = new HashMap<>();

    ReferenceReader(Map<String, Draft> drafts, Problems problems) {
        this.drafts = drafts;
        this.problems = problems;
    }

    /** Which steps each step was found to read, so far. */
    Map<String, Set<String>> needs() {
        return needs;
    }

    /** What an input of a step refers to; nothing if that is wrong, which has then been told. */
    Optional<Reference> read(Draft reader, InputSlot slot, Value.Text written) {
        Matcher shape = SHAPE.matcher(written.text());
        if (!shape.matches()) {
            problems.add(
                    written.at(),
                    Words.quoted(written.text())
                            + " is no reference; write id, id.output or \"id[axis=value].output\"");
            return Optional.empty();
        }
        Draft target = drafts.get(shape.group(1));
        if (target == null) {
            problems.add(written.at(), Words.unknown("step of this workflow", shape.group(1), drafts.keySet()));
            return Optional.empty();
        }
        needs.computeIfAbsent(reader.id(), id -> new LinkedHashSet<>()).add(target.id());
        Step<?> step = target.step();
        Matrix matrix = target.matrix();
        if (step == null || matrix == null) {
            return Optional.empty(); // told where it is written
        }
        Target known = new Target(target.id(), step.descriptor(), matrix, target.shard() != null);
        Optional<OutputSlot> output = output(known, shape.group(3), written.at());
        Optional<Map<String, String>> selected = selected(known, shape.group(2), written.at());
        if (output.isEmpty() || selected.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> misfit = misfit(reader, slot, known, output.get(), selected.get());
        misfit.ifPresent(message -> problems.add(written.at(), message));
        return misfit.isEmpty()
                ? Optional.of(new Reference(known.id(), output.get().name(), selected.get()))
                : Optional.empty();
    }

    private Optional<OutputSlot> output(Target target, @Nullable String name, Location at) {
        List<String> names = target.step().outputNames();
        if (name == null && names.size() > 1) {
            problems.add(
                    at,
                    "'%s' has several outputs (%s); name one, as %s.%s"
                            .formatted(target.id(), String.join(", ", names), target.id(), names.get(0)));
            return Optional.empty();
        }
        String wanted = name == null ? names.get(0) : name;
        Optional<OutputSlot> output = target.step().output(wanted);
        if (output.isEmpty()) {
            problems.add(at, Words.unknown("output of '" + target.id() + "'", wanted, names));
        }
        return output;
    }

    private Optional<Map<String, String>> selected(Target target, @Nullable String selection, Location at) {
        Map<String, String> chosen = new LinkedHashMap<>();
        boolean sound = true;
        for (String pair : selection == null ? new String[0] : selection.split(",", -1)) {
            Optional<String> mistake = select(target, pair, chosen);
            mistake.ifPresent(message -> problems.add(at, message));
            sound &= mistake.isEmpty();
        }
        Map<String, String> ordered = new LinkedHashMap<>();
        target.matrix().axes().keySet().stream()
                .filter(chosen::containsKey)
                .forEach(axis -> ordered.put(axis, chosen.getOrDefault(axis, "")));
        return sound ? Optional.of(ordered) : Optional.empty();
    }

    /** Adds one {@code axis=value}, or says why it selects nothing. */
    private static Optional<String> select(Target target, String pair, Map<String, String> chosen) {
        int equals = pair.indexOf('=');
        String axis = pair.substring(0, Math.max(0, equals)).strip();
        String value = pair.substring(equals + 1).strip();
        Map<String, Value.Text> values = target.matrix().axes().get(axis);
        if (equals < 0) {
            return Optional.of(
                    Words.quoted(pair.strip()) + " selects nothing; write \"" + target.id() + "[axis=value]\"");
        } else if (values == null) {
            return Optional.of(Words.unknown(
                    "axis of '" + target.id() + "'",
                    axis,
                    target.matrix().axes().keySet()));
        } else if (!values.containsKey(value)) {
            return Optional.of(
                    Words.unknown("value of '" + axis + "' of '" + target.id() + "'", value, values.keySet()));
        }
        return chosen.put(axis, value) == null
                ? Optional.empty()
                : Optional.of("'" + axis + "' is selected twice; remove one");
    }

    /** Why the input cannot take what is referred to, if it cannot. */
    private static Optional<String> misfit(
            Draft reader, InputSlot slot, Target target, OutputSlot output, Map<String, String> selected) {
        Optional<String> wrongKind = wrongKind(reader, slot, target, output);
        return wrongKind.isPresent() ? wrongKind : wrongCount(slot, target, output, selected);
    }

    private static Optional<String> wrongKind(Draft reader, InputSlot slot, Target target, OutputSlot output) {
        boolean table = output.extension().equals("csv");
        Shard shard = reader.shard();
        if (shard != null && shard.input().equals(slot.name()) && !table) {
            return Optional.of(
                    "shard cuts a table, but %s is %s, not csv".formatted(quoted(target, output), output.extension()));
        } else if (slot.kind() == InputSlot.Kind.TABLE && !table) {
            return Optional.of("'%s' takes a table, but %s is %s, not csv"
                    .formatted(slot.name(), quoted(target, output), output.extension()));
        }
        String accepted = slot.accepts();
        return accepted == null || accepted.equals(output.name())
                ? Optional.empty()
                : Optional.of("'%s' takes an output called '%s', but '%s' gives '%s'; it is described so: %s"
                        .formatted(slot.name(), accepted, target.id(), output.fileName(), slot.doc()));
    }

    private static Optional<String> wrongCount(
            InputSlot slot, Target target, OutputSlot output, Map<String, String> selected) {
        long cells = target.matrix().cellsWith(selected);
        if (slot.kind() != InputSlot.Kind.FILE || (cells == 1 && !target.sharded())) {
            return Optional.empty();
        } else if (target.sharded()) {
            return Optional.of(
                    "'%s' takes one file, but '%s' is sharded: %s comes in parts, for inputs of tables and lists"
                            .formatted(slot.name(), target.id(), quoted(target, output)));
        }
        return Optional.of("'%s' takes one file, but this means %d cells of '%s'; select one, as \"%s\""
                .formatted(slot.name(), cells, target.id(), example(target, selected)));
    }

    private static String quoted(Target target, OutputSlot output) {
        return "'" + target.id() + "." + output.name() + "'";
    }

    private static String example(Target target, Map<String, String> selected) {
        List<String> pairs = new ArrayList<>();
        target.matrix()
                .axes()
                .forEach((axis, values) -> pairs.add(axis + "="
                        + selected.getOrDefault(axis, values.keySet().iterator().next())));
        return pairs.stream().collect(Collectors.joining(",", target.id() + "[", "]"));
    }
}
