package dev.retrace.engine.value;

import dev.retrace.engine.yaml.Node;
import java.util.ArrayList;
import java.util.List;

/** A text with names in it: <code>${param}</code> and <code>${matrix.axis}</code>; <code>$${</code> is not one. */
public record Template(List<Part> parts) {

    static final String MATRIX = "matrix.";

    private static final String OPEN = "${";

    /**
     * A stretch of the text.
     *
     * @param isName whether {@code text} is what stood between the braces
     */
    public record Part(boolean isName, String text) {}

    public Template {
        parts = List.copyOf(parts);
    }

    /** Whether a text has to be read as a template at all. */
    static boolean isIn(String text) {
        return text.contains(OPEN);
    }

    /** Whether the values of this node's texts may differ from cell to cell. */
    public static boolean varies(Node node) {
        if (node instanceof Node.Sequence sequence) {
            return sequence.items().stream().anyMatch(Template::varies);
        }
        return node instanceof Node.Scalar scalar && scalar.text().contains(OPEN + MATRIX);
    }

    /** @throws IllegalArgumentException if a name is not closed */
    static Template parse(String text) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, from)) {
            boolean escaped = open > from && text.charAt(open - 1) == '$';
            int close = escaped ? open + 1 : text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException(
                        "'${' is never closed with '}'; write '$${' for the characters themselves");
            }
            addLiteral(parts, text.substring(from, escaped ? open - 1 : open));
            parts.add(escaped ? new Part(false, OPEN) : new Part(true, text.substring(open + 2, close)));
            from = close + 1;
        }
        addLiteral(parts, text.substring(from));
        return new Template(parts);
    }

    private static void addLiteral(List<Part> parts, String text) {
        if (!text.isEmpty()) {
            parts.add(new Part(false, text));
        }
    }
}
