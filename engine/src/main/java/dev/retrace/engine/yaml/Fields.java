package dev.retrace.engine.yaml;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mapping whose keys are known beforehand. */
public record Fields(Node.Mapping mapping) {

    /**
     * The mapping that is due at a node; unknown keys are told.
     *
     * @param what of which it is a part, as "step"
     */
    public static Optional<Fields> of(Node node, String what, List<String> allowed, Problems problems) {
        Optional<Node.Mapping> mapping = mapping(node, "a " + what, problems);
        mapping.ifPresent(found -> found.entries().forEach((key, entry) -> {
            if (!allowed.contains(key)) {
                problems.add(entry.keyAt(), Words.unknown("key of a " + what, key, allowed));
            }
        }));
        return mapping.map(Fields::new);
    }

    /** The mapping that is due at a node; anything else is told. */
    public static Optional<Node.Mapping> mapping(Node node, String what, Problems problems) {
        if (node instanceof Node.Mapping mapping) {
            return Optional.of(mapping);
        } else if (!(node instanceof Node.Refused)) {
            problems.add(node.at(), what + " is a mapping of keys to values, but this is " + node.kind());
        }
        return Optional.empty();
    }

    /** Whether at a key there is a mapping or nothing; if not, it has been told or will be. */
    public boolean sound(String key) {
        return find(key).filter(node -> !(node instanceof Node.Mapping)).isEmpty();
    }

    /** The value of a key, if it is written. */
    public Optional<Node> find(String key) {
        return Optional.ofNullable(mapping.entries().get(key)).map(Node.Entry::value);
    }

    /** The entries of a mapping below a key; none if the key is missing or no mapping, which is told. */
    public Map<String, Node.Entry> entries(String key, Problems problems) {
        return find(key)
                .flatMap(node -> mapping(node, key, problems))
                .map(Node.Mapping::entries)
                .orElse(Map.of());
    }
}
