package dev.retrace.engine.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * Reads YAML, token by token, into nodes with their places.
 *
 * <p>Whether a scalar is quoted, and whether an anchor, an alias or a tag stands before it, is seen
 * in the text itself: the token begins there, none of these characters can begin anything else, and
 * Jackson forgets the anchor of a scalar and the tag of a first key.
 */
public final class YamlNodes {

    private static final YAMLFactory YAML = new YAMLFactory();
    private static final int MOST_DEPTH = 32;
    private static final Pattern BARE_NAME = Pattern.compile("(?<!\\$)\\$\\{[^}]*}?");

    private final SourceText text;
    private final Problems problems;
    private final JsonParser parser;
    private final int[] characters;

    private YamlNodes(SourceText text, Problems problems, JsonParser parser) {
        this.text = text;
        this.problems = problems;
        this.parser = parser;
        this.characters = text.text().codePoints().toArray();
    }

    /**
     * The one document of a text. What can be read on is added to the problems.
     *
     * @throws ProblemsException if it is not YAML, empty, several documents, or too deep
     */
    public static Node read(SourceText text, Problems problems) {
        try (JsonParser parser = YAML.createParser(ObjectReadContext.empty(), text.text())) {
            YamlNodes nodes = new YamlNodes(text, problems, parser);
            try {
                return nodes.document();
            } catch (JacksonException malformed) {
                throw nodes.malformed(malformed);
            }
        }
    }

    private Node document() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw problems.fatal(new Location(text.name(), 1, 1), "the file is empty; a workflow has a name and steps");
        }
        Node root = node(first, 1);
        if (parser.nextToken() != null) {
            throw problems.fatal(here(), "a second document begins here; a file holds one workflow");
        }
        return root;
    }

    private Node node(JsonToken token, int depth) {
        Location at = here();
        if (depth > MOST_DEPTH) {
            throw problems.fatal(at, "nested deeper than " + MOST_DEPTH + " levels");
        }
        boolean alias = refuseSpecials(at);
        if (token == JsonToken.START_OBJECT) {
            return mapping(at, depth);
        } else if (token == JsonToken.START_ARRAY) {
            return sequence(at, depth);
        }
        return alias ? new Node.Refused(at) : scalar(at);
    }

    private Node scalar(Location at) {
        String value = parser.getString();
        int first = firstCharacter();
        boolean quoted = first == '"' || first == '\'' || first == '|' || first == '>';
        if (value.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            problems.add(at, "half a character (an unpaired surrogate); write the whole one");
        }
        return new Node.Scalar(value, quoted, at);
    }

    private Node sequence(Location at, int depth) {
        List<Node> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(node(token, depth + 1));
        }
        return new Node.Sequence(items, at);
    }

    private Node mapping(Location at, int depth) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Location keyAt = here();
            refuseSpecials(keyAt);
            Node value = node(parser.nextToken(), depth + 1);
            Node.Entry earlier = entries.putIfAbsent(key, new Node.Entry(keyAt, value));
            if (key.equals("<<")) {
                problems.add(keyAt, "merge keys (<<) are refused; write the keys out");
                entries.remove(key);
            } else if (earlier != null) {
                problems.add(
                        keyAt,
                        "the key " + Words.quoted(key) + " is written twice, first in line "
                                + earlier.keyAt().line() + "; remove one");
            }
        }
        return new Node.Mapping(entries, at);
    }

    /** Whether an alias stands here. */
    private boolean refuseSpecials(Location at) {
        int first = firstCharacter();
        if (first == '!') {
            problems.add(at, "tags (!…) are refused: types come from the steps; quote the value if it begins with '!'");
        } else if (first == '&') {
            problems.add(
                    at, "anchors (&…) are refused; make the shared value a param, or quote it if it begins with '&'");
        } else if (first == '*') {
            problems.add(
                    at, "aliases (*…) are refused; make the shared value a param, or quote it if it begins with '*'");
        }
        return first == '*';
    }

    private ProblemsException malformed(JacksonException malformed) {
        if (malformed.getCause() instanceof MarkedYamlEngineException marked
                && marked.getProblemMark().isPresent()) {
            Location at = at(marked.getProblemMark().get());
            if ("while scanning a quoted scalar".equals(marked.getContext()) && atEnd(marked)) {
                Location quote = at(
                        marked.getContextMark().orElse(marked.getProblemMark().get()));
                return problems.fatal(quote, "a quote that is never closed");
            }
            return unquotedName(at).orElseGet(() -> problems.fatal(at, "not YAML: " + reason(marked.getProblem())));
        } else if (firstCharacter() == '*') {
            refuseSpecials(here());
            return problems.exception();
        }
        String reason = malformed.getOriginalMessage().lines().findFirst().orElse("");
        boolean key = reason.startsWith("Expected a property name");
        return problems.fatal(here(), key ? "a key must be a single text" : "not YAML: " + Words.printable(reason));
    }

    /** A bare <code>${</code> within braces breaks the syntax; the parser's words would not help. */
    private Optional<ProblemsException> unquotedName(Location near) {
        String line = near.line() <= text.lines().size() ? text.lines().get(near.line() - 1) : "";
        Matcher name = BARE_NAME.matcher(line);
        boolean quoted = false;
        for (int from = 0; name.find(); from = name.start()) {
            long quotes = line.substring(from, name.start())
                    .chars()
                    .filter(character -> character == '"' || character == '\'')
                    .count();
            quoted ^= quotes % 2 == 1;
            if (!quoted) {
                int column = line.codePointCount(0, name.start()) + 1;
                Location at = new Location(text.name(), near.line(), column);
                return Optional.of(problems.fatal(at, Words.quoteIt(name.group())));
            }
        }
        return Optional.empty();
    }

    private static boolean atEnd(MarkedYamlEngineException marked) {
        return marked.getProblem().contains("unexpected end of stream");
    }

    private Location at(Mark mark) {
        return new Location(text.name(), mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String reason(String problem) {
        String told = Words.printable(problem.replaceFirst("\\.? \\(Do not use .*", ""));
        if (told.startsWith("mapping values are not allowed")) {
            return told + "; keys of one mapping begin in one column, and a text that holds ': ' is quoted";
        }
        if (told.endsWith("but got [") || told.endsWith("but got {")) {
            return told + "; quote a text that holds brackets";
        }
        return told.contains("cannot start any token") ? told + "; quote the text" : told;
    }

    /** The character with which the current token begins; the parser counts code points. */
    private int firstCharacter() {
        long offset = parser.currentTokenLocation().getCharOffset();
        return offset >= 0 && offset < characters.length ? characters[(int) offset] : -1;
    }

    private Location here() {
        TokenStreamLocation at = parser.currentTokenLocation();
        return new Location(text.name(), Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
    }
}
