package dev.retrace.engine.workflow;

import dev.retrace.engine.step.NotHereException;
import dev.retrace.engine.step.Parameter;
import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.value.Value;
import dev.retrace.engine.yaml.FlowList;
import dev.retrace.engine.yaml.Literals;
import dev.retrace.engine.yaml.Location;
import dev.retrace.engine.yaml.Problems;
import dev.retrace.engine.yaml.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the Java value of a parameter from its text: the parameter says the type, never the text. */
final class ParameterReader {

    private record Place(String location, Path base) {}

    private final SourceResolver sources;
    private final Path folder;
    private final Problems problems;
    private final Map<Place, Source> resolved = new HashMap<>();
    private final Map<Place, String> absent = new LinkedHashMap<>();

    /** @param folder of the workflow file, to which its relative paths are relative */
    ParameterReader(SourceResolver sources, Path folder, Problems problems) {
        this.sources = sources;
        this.folder = folder;
        this.problems = problems;
    }

    /** What to place where, of each source that is not on this machine and may not be fetched. */
    List<String> absent() {
        return List.copyOf(absent.values());
    }

    /**
     * The value that the step's record wants; nothing if it is of the wrong type, which has been told, or
     * {@linkplain #absent not here}.
     *
     * @throws UncheckedIOException if a source cannot be read
     */
    Optional<Object> read(Parameter parameter, Value value) {
        if (value instanceof Value.Text text) {
            if (parameter.list()) {
                problems.add(
                        value.at(),
                        "%s takes a list, but this is %s; write [%s]"
                                .formatted(parameter.name(), text.kind(), Words.printable(text.text())));
                return Optional.empty();
            }
            return single(parameter, text);
        } else if (value instanceof Value.Items items && parameter.list()) {
            List<Object> all = new ArrayList<>();
            items.texts().forEach(item -> single(parameter, item).ifPresent(all::add));
            return all.size() == items.texts().size() ? Optional.of(List.copyOf(all)) : Optional.empty();
        }
        problems.add(value.at(), parameter.name() + " takes " + due(parameter) + ", but this is a list");
        return Optional.empty();
    }

    /**
     * The value of a parameter that the workflow leaves out.
     *
     * @throws UncheckedIOException if a source cannot be read
     */
    Optional<Object> defaultOf(Parameter parameter, Location at) {
        String text = parameter.defaultValue();
        if (!parameter.list()) {
            return single(parameter, new Value.Text(text, false, at));
        }
        List<String> items = FlowList.parse(text)
                .orElseThrow(() -> new IllegalStateException(
                        "the default of " + parameter.name() + " is no list such as [a, b]: " + text));
        return read(
                parameter,
                new Value.Items(
                        items.stream()
                                .map(item -> new Value.Text(item, false, at))
                                .toList(),
                        at));
    }

    private Optional<Object> single(Parameter parameter, Value.Text value) {
        String text = value.text();
        Optional<Object> found = switch (parameter.kind()) {
            case TEXT -> Optional.of(text);
            case FLAG -> Literals.flag(text).map(flag -> flag);
            case INTEGER -> Literals.integer(text).flatMap(number -> fitting(parameter, number));
            case NUMBER -> Literals.number(text).flatMap(number -> fitting(parameter, number));
            case CHOICE -> Optional.ofNullable(ParameterCodec.choiceOf(parameter, text));
            case SOURCE -> source(value).map(source -> source);
        };
        if (found.isEmpty() && parameter.kind() != Parameter.Kind.SOURCE) {
            problems.add(value.at(), wrong(parameter, text));
        }
        return found;
    }

    /** The number, if the parameter's Java type can hold it. */
    private static Optional<Object> fitting(Parameter parameter, BigDecimal exact) {
        try {
            Object number = ParameterCodec.numberOf(parameter, exact);
            boolean lost = number instanceof Double wide && (wide.isInfinite() || (wide == 0 && exact.signum() != 0));
            return lost ? Optional.empty() : Optional.of(number);
        } catch (ArithmeticException tooLarge) {
            return Optional.empty();
        }
    }

    private Optional<Source> source(Value.Text value) {
        Path base = value.fromCommandLine() ? Path.of("").toAbsolutePath() : folder;
        Place place = new Place(value.text(), base);
        if (absent.containsKey(place)) {
            return Optional.empty();
        }
        try {
            Source known = resolved.get(place);
            Source source = known == null ? sources.resolve(value.text(), base) : known;
            resolved.put(place, source);
            return Optional.of(source);
        } catch (NotHereException notHere) {
            absent.put(place, String.valueOf(notHere.getMessage()));
            return Optional.empty();
        } catch (StepException missing) {
            problems.add(value.at(), String.valueOf(missing.getMessage()));
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String wrong(Parameter parameter, String text) {
        String found = parameter.name() + " takes " + due(parameter) + ", but this is " + Words.quoted(text);
        return found
                + switch (parameter.kind()) {
                    case FLAG -> Literals.flagMeant(text);
                    case INTEGER ->
                        Literals.integer(text).isPresent() ? ", which is too large" : Literals.plainly(text, true);
                    case NUMBER ->
                        Literals.number(text).isPresent()
                                ? ", which is too large or too small"
                                : Literals.plainly(text, false);
                    case CHOICE ->
                        Words.nearest(text, parameter.choices())
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("");
                    case TEXT, SOURCE -> "";
                };
    }

    private static String due(Parameter parameter) {
        return switch (parameter.kind()) {
            case TEXT -> "one text";
            case FLAG -> "true or false";
            case INTEGER -> "a whole number";
            case NUMBER -> "a number";
            case CHOICE -> "one of " + String.join(", ", parameter.choices());
            case SOURCE -> "one path or address";
        };
    }
}
