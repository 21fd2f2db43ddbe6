package dev.retrace.engine.plan;

import dev.retrace.cache.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * One field in which two key documents differ.
 *
 * @param field as a path, {@code params.source.config.json}
 * @param before the earlier value; empty if the field was not there
 * @param after the value now; empty if the field is gone
 */
public record KeyDifference(String field, String before, String after) {

    private static final String ABSENT = "absent";
    private static final int SHOWN = 19; // "sha256:" and twelve digits

    /** All fields in which two key documents differ, by name. */
    public static List<KeyDifference> between(String before, String after) {
        return between(fields(before), fields(after));
    }

    /** All fields in which two taken-apart key documents differ, by name. */
    static List<KeyDifference> between(SortedMap<String, String> old, SortedMap<String, String> now) {
        SortedSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        List<KeyDifference> differences = new ArrayList<>();
        for (String name : names) {
            String was = old.getOrDefault(name, "");
            String is = now.getOrDefault(name, "");
            if (!was.equals(is)) {
                differences.add(new KeyDifference(name, was, is));
            }
        }
        return differences;
    }

    /** {@code param seed: 7 -> 8}. */
    @Override
    public String toString() {
        String name = field.startsWith("params.")
                ? "param " + field.substring("params.".length())
                : field.startsWith("inputs.") ? "input " + field.substring("inputs.".length()) : field;
        return name + ": " + shown(before) + " -> " + shown(after);
    }

    /** The input slot that differs, or nothing where the difference is no input's. */
    public String slot() {
        return field.startsWith("inputs.") ? field.split("[.\\[]", 3)[1] : "";
    }

    private static String shown(String value) {
        if (value.isEmpty()) {
            return ABSENT;
        }
        return value.startsWith("sha256:") ? value.substring(0, SHOWN) : value;
    }

    /** A key document taken apart: path of each field to its value. */
    static SortedMap<String, String> fields(String document) {
        SortedMap<String, String> fields = new TreeMap<>();
        flatten("", CanonicalJson.read(document), fields);
        return fields;
    }

    private static void flatten(String path, JsonNode node, SortedMap<String, String> into) {
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                flatten(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), into);
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(path + "[" + i + "]", node.get(i), into);
            }
        } else {
            into.put(path, node.isString() ? node.asString() : node.toString());
        }
    }
}
