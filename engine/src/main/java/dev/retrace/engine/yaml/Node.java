package dev.retrace.engine.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of a YAML file with its place; what type it is of is not decided here. */
public sealed interface Node {

    Location at();

    /** What it is, for messages. */
    String kind();

    /**
     * A single value.
     *
     * @param quoted whether it was written in quotes or as a block, so that it may hold
     *     <code>${…}</code>
     */
    record Scalar(String text, boolean quoted, Location at) implements Node {

        /** Whether nothing is written where a value could be. */
        public boolean isEmpty() {
            return text.isEmpty() && !quoted;
        }

        @Override
        public String kind() {
            return isEmpty() ? "empty" : Words.quoted(text);
        }
    }

    /** A list. */
    record Sequence(List<Node> items, Location at) implements Node {

        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Keys with values, in the file's order. */
    record Mapping(Map<String, Entry> entries, Location at) implements Node {

        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** Something that was refused where it was read, and of which nothing more is said. */
    record Refused(Location at) implements Node {

        @Override
        public String kind() {
            return "refused";
        }
    }

    /** A value and the place of its key. */
    record Entry(Location keyAt, Node value) {}
}
