package dev.retrace.engine.workflow;

import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.value.Expander;
import dev.retrace.engine.value.Template;
import dev.retrace.engine.value.Value;
import dev.retrace.engine.yaml.Fields;
import dev.retrace.engine.yaml.Literals;
import dev.retrace.engine.yaml.Node;
import dev.retrace.engine.yaml.Problems;
import dev.retrace.engine.yaml.Quantities;
import dev.retrace.engine.yaml.Words;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code resources}, {@code timeout} and {@code retries} of a step. */
final class HandlingReader {

    /** The keys below {@code resources}. */
    static final List<String> RESOURCES = List.of("cores", "memory");

    static final int MOST_CORES = 4096;
    static final int MOST_RETRIES = 100;

    private final Expander values;
    private final Problems problems;

    HandlingReader(Expander values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    /** What the file says, else what the step says; a mistake is told. */
    Handling read(Fields step, StepDescriptor<?> descriptor) {
        return new Handling(
                resources(step, descriptor.resources()),
                value(step, "timeout", text -> told(Quantities.time(text), Quantities.noTime(text)))
                        .orElse(null),
                value(step, "retries", text -> whole(text, MOST_RETRIES)).orElse(null));
    }

    private Resources resources(Fields step, Resources usual) {
        Optional<Fields> given =
                step.find("resources").flatMap(node -> Fields.of(node, "resources of a step", RESOURCES, problems));
        if (given.isEmpty()) {
            return usual;
        }
        int cores = value(given.get(), "cores", text -> whole(text, MOST_CORES)).orElse(usual.cores());
        long memory = value(given.get(), "memory", text -> told(Quantities.memory(text), Quantities.noMemory(text)))
                .orElse(usual.memory());
        return new Resources(cores, memory);
    }

    private record Told<T>(Optional<T> value, String refused) {}

    private static <T> Told<T> told(Optional<T> value, String refused) {
        return new Told<>(value, refused);
    }

    private static Told<Integer> whole(String text, int most) {
        Optional<Integer> number = Literals.integer(text)
                .filter(value -> value.signum() >= 0 && value.compareTo(BigDecimal.valueOf(most)) <= 0)
                .map(BigDecimal::intValueExact);
        return told(number, "takes a whole number from 0 to " + most + ", but this is " + Words.quoted(text));
    }

    private <T> Optional<T> value(Fields fields, String key, Function<String, Told<T>> read) {
        Optional<Node> node = fields.find(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (Template.varies(node.get())) {
            problems.add(node.get().at(), key + " is the same for all cells of a step: no ${matrix.…} here");
            return Optional.empty();
        }
        Optional<Value> value = values.expand(node.get(), Map.of());
        if (value.isPresent() && value.get() instanceof Value.Text text) {
            Told<T> told = read.apply(text.text().strip());
            if (told.value().isEmpty()) {
                problems.add(text.at(), key + " " + told.refused());
            }
            return told.value();
        }
        value.ifPresent(list -> problems.add(list.at(), key + " takes one value, but this is a list"));
        return Optional.empty();
    }
}
