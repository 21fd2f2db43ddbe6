package dev.retrace.engine.value;

import dev.retrace.engine.yaml.Location;
import dev.retrace.engine.yaml.Node;
import dev.retrace.engine.yaml.Problems;
import dev.retrace.engine.yaml.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes values of nodes: replaces <code>${…}</code>, and refuses what is no text and no list of
 * texts. Counts what it makes, for a small file could otherwise name a large text very often.
 */
public final class Expander {

    static final String NOTHING = "nothing is written here; give a value, \"\" for the empty text, or remove the key";

    private static final long MOST_CHARACTERS = 1L << 26;

    private final Params params;
    private final Problems problems;
    private long characters;

    public Expander(Params params, Problems problems) {
        this.params = params;
        this.problems = problems;
    }

    /**
     * The value of a node in one cell; nothing if it has none, which has then been told.
     *
     * @param coordinates of the cell
     */
    public Optional<Value> expand(Node node, Map<String, Value.Text> coordinates) {
        if (node instanceof Node.Sequence sequence) {
            List<Value.Text> texts = new ArrayList<>();
            for (Node item : sequence.items()) {
                expand(item, coordinates).flatMap(this::single).ifPresent(texts::add);
            }
            boolean complete = texts.size() == sequence.items().size();
            return complete ? Optional.of(new Value.Items(texts, sequence.at())) : Optional.empty();
        } else if (node instanceof Node.Scalar scalar) {
            return scalar(scalar, coordinates);
        } else if (!(node instanceof Node.Refused)) {
            problems.add(node.at(), "a text or a list is due here, but this is " + node.kind());
        }
        return Optional.empty();
    }

    private Optional<Value.Text> single(Value item) {
        if (item instanceof Value.Text text) {
            return Optional.of(text);
        }
        problems.add(item.at(), "a list cannot hold a list");
        return Optional.empty();
    }

    private Optional<Value> scalar(Node.Scalar scalar, Map<String, Value.Text> coordinates) {
        if (scalar.isEmpty()) {
            problems.add(scalar.at(), NOTHING);
            return Optional.empty();
        } else if (!Template.isIn(scalar.text())) {
            count(scalar.text().length(), scalar.at());
            return Optional.of(new Value.Text(scalar.text(), false, scalar.at()));
        } else if (!scalar.quoted()) {
            problems.add(scalar.at(), Words.quoteIt(scalar.text()));
            return Optional.empty();
        }
        try {
            return filled(Template.parse(scalar.text()), scalar.at(), coordinates);
        } catch (IllegalArgumentException malformed) {
            problems.add(scalar.at(), String.valueOf(malformed.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Value> filled(Template template, Location at, Map<String, Value.Text> coordinates) {
        StringBuilder text = new StringBuilder();
        boolean fromCommandLine = false;
        boolean complete = true;
        for (Template.Part part : template.parts()) {
            Optional<Value> value = part.isName()
                    ? named(part.text(), at, coordinates)
                    : Optional.of(new Value.Text(part.text(), false, at));
            if (template.parts().size() == 1 && value.isPresent()) {
                count(value.get().display().length(), at);
                return Optional.of(value.get().usedAt(at));
            } else if (value.isPresent() && value.get() instanceof Value.Text known) {
                fromCommandLine |= text.isEmpty() && known.fromCommandLine();
                count(known.text().length(), at);
                text.append(known.text());
            } else {
                value.ifPresent(list -> problems.add(
                        at,
                        "${" + part.text() + "} is a list, which can only be a whole value: \"${" + part.text()
                                + "}\""));
                complete = false;
            }
        }
        return complete ? Optional.of(new Value.Text(text.toString(), fromCommandLine, at)) : Optional.empty();
    }

    private Optional<Value> named(String name, Location at, Map<String, Value.Text> coordinates) {
        if (!name.startsWith(Template.MATRIX)) {
            return params.find(name, at, problems);
        }
        String axis = name.substring(Template.MATRIX.length());
        Value.Text coordinate = coordinates.get(axis);
        if (coordinate == null) {
            problems.add(at, Words.unknown("axis of the matrix", axis, coordinates.keySet()));
            return Optional.empty();
        }
        return Optional.of(coordinate);
    }

    private void count(int length, Location at) {
        characters += length + 1;
        if (characters > MOST_CHARACTERS) {
            throw problems.fatal(
                    at,
                    "with all ${…} replaced the workflow has more than " + MOST_CHARACTERS
                            + " characters; use shorter params or fewer cells");
        }
    }
}
