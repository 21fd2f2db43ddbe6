package dev.retrace.engine.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list in one text, in YAML's flow style: {@code [a, "b, c"]}. */
public final class FlowList {

    private FlowList() {}

    /** The items; nothing if the text is no list of single values. */
    public static Optional<List<String>> parse(String written) {
        if (!written.startsWith("[")) {
            return Optional.empty();
        }
        SourceText text = SourceText.of("list", written);
        Problems problems = new Problems(text);
        try {
            Node node = YamlNodes.read(text, problems);
            List<String> items = new ArrayList<>();
            if (node instanceof Node.Sequence sequence) {
                for (Node item : sequence.items()) {
                    if (item instanceof Node.Scalar scalar && !scalar.isEmpty()) {
                        items.add(scalar.text());
                    } else {
                        return Optional.empty();
                    }
                }
            }
            return problems.none() ? Optional.of(List.copyOf(items)) : Optional.empty();
        } catch (ProblemsException malformed) {
            return Optional.empty(); // the caller knows what the list is for, and tells it
        }
    }
}
