package dev.retrace.engine.value;

import dev.retrace.engine.yaml.Location;
import dev.retrace.engine.yaml.Words;
import java.util.List;
import java.util.stream.Collectors;

/** A text or a list of texts, with every <code>${…}</code> replaced; its type is decided by its use. */
public sealed interface Value {

    /** Where it is used, for messages. */
    Location at();

    /** The same value, used elsewhere. */
    Value usedAt(Location place);

    /** As the command line would write it. */
    String display();

    /** What it is, for messages. */
    String kind();

    /**
     * One text.
     *
     * @param fromCommandLine whether its beginning was given with {@code --set}, so that a relative
     *     path in it is relative to the working directory
     */
    record Text(String text, boolean fromCommandLine, Location at) implements Value {

        @Override
        public Text usedAt(Location place) {
            return new Text(text, fromCommandLine, place);
        }

        @Override
        public String display() {
            return text;
        }

        @Override
        public String kind() {
            return Words.quoted(text);
        }
    }

    /** A list of texts. */
    record Items(List<Text> texts, Location at) implements Value {

        public Items {
            texts = List.copyOf(texts);
        }

        @Override
        public Items usedAt(Location place) {
            return new Items(texts.stream().map(text -> text.usedAt(place)).toList(), place);
        }

        @Override
        public String display() {
            return texts.stream().map(Text::text).collect(Collectors.joining(", ", "[", "]"));
        }

        @Override
        public String kind() {
            return "a list";
        }
    }
}
