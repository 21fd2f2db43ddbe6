package dev.retrace.engine.plan;

import dev.retrace.cache.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    private static final String INPUTS = "inputs.";
    private static final String PARAMS = "params.";
    private static final String DIGEST = "sha256:";
    private static final int LONGEST = 60;
    private static final Map<String, String> FIELDS = Map.of(
            "version", "version of the step",
            "schema", "form of keys",
            "numerics.device", "device class",
            "numerics.precision", "precision",
            "numerics.torch", "torch");
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
        boolean parts = before.indexOf(' ') >= 0 || after.indexOf(' ') >= 0;
        return isInput() && parts ? name() + ": " + parts() : name() + ": " + shown(before) + " -> " + shown(after);
    }

    private String name() {
        if (isInput()) {
            return "input " + field.substring(INPUTS.length());
        } else if (field.startsWith(PARAMS)) {
            return "param " + field.substring(PARAMS.length());
        }
        return FIELDS.getOrDefault(field, field);
    }

    private String parts() {
        List<String> now = List.of(after.split(" "));
        Set<String> old = Set.of(before.split(" "));
        long fresh = now.stream().filter(part -> !old.contains(part)).count();
        long gone = old.size() - now.stream().distinct().filter(old::contains).count();
        return fresh + gone == 0
                ? "its parts in another order"
                : "%d of %d parts are new, %d are gone".formatted(fresh, now.size(), gone);
    }

    /** The same for all cells whose difference is of this kind. */
    int shape(boolean anyValue) {
        String place = isInput() ? INPUTS + slot() : field;
        boolean digests = before.startsWith(DIGEST) || after.startsWith(DIGEST);
        return anyValue || digests ? place.hashCode() : Objects.hash(place, before, after);
    }

    private boolean isInput() {
        return field.startsWith(INPUTS);
    }

    /** The input slot that differs, or nothing where the difference is no input's. */
    public String slot() {
        return isInput() ? field.split("[.\\[]", 3)[1] : "";
    }

    private static String shown(String value) {
        if (value.isEmpty()) {
            return ABSENT;
        } else if (value.startsWith(DIGEST)) {
            return value.substring(0, Math.min(SHOWN, value.length()));
        }
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
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
        } else if (node.isArray() && path.startsWith(INPUTS)) {
            node.forEach(part -> part(path, part, into));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(path + "[" + i + "]", node.get(i), into);
            }
        } else {
            into.put(path, node.isString() ? node.asString() : node.toString());
        }
    }

    // By coordinates, not by position: a new part must not seem to change those after it.
    private static void part(String slot, JsonNode part, SortedMap<String, String> into) {
        List<String> coordinates = new ArrayList<>();
        part.path("coordinates").forEach(axis -> coordinates.add(axis.asString("")));
        String place = coordinates.isEmpty() ? slot : slot + "[" + String.join(",", coordinates) + "]";
        into.merge(place, part.path("digest").asString(""), (some, one) -> some + " " + one);
    }
}
