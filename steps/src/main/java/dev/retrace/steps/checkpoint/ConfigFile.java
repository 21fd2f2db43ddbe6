package dev.retrace.steps.checkpoint;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.tensor.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model's {@code config.json}; each question about a key is answered or refused by that key's name.
 *
 * <p>Python writes {@code Infinity} and {@code NaN}, which are no JSON. They are read, since they may
 * stand in keys that nothing depends on, and refused where a value is needed.
 */
final class ConfigFile {

    private static final long MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_SIZE = 1 << 24;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build())
            .build();

    private final Path file;
    private final String place;
    private final JsonNode root;

    private ConfigFile(Path file, String place, JsonNode root) {
        this.file = file;
        this.place = place;
        this.root = root;
    }

    static ConfigFile read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new StepException(file + ": has " + Files.size(file) + " bytes, but a config.json has at most "
                    + MAX_BYTES + ". Download it again.");
        }
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (!root.isObject()) {
                throw new StepException(file + ": must be a JSON object. Download it again.");
            }
            return new ConfigFile(file, "", root);
        } catch (JacksonException broken) {
            throw new StepException(
                    file + ": is not valid JSON: " + broken.getOriginalMessage() + ". Download it again.", broken);
        }
    }

    /** The object under a key; as if empty where the key is absent. */
    ConfigFile child(String key) {
        JsonNode node = root.path(key);
        if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
            throw refused(key, "is " + node, "an object");
        }
        return new ConfigFile(file, place + key + ".", node);
    }

    /** A positive whole number that must be there. */
    int size(String key) {
        return optionalSize(key).orElseThrow(() -> refused(key, "is missing", "a whole number from 1 to " + MAX_SIZE));
    }

    /** A positive whole number, if the key is there. */
    OptionalInt optionalSize(String key) {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return OptionalInt.empty();
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1 || node.intValue() > MAX_SIZE) {
            throw refused(key, "is " + node, "a whole number from 1 to " + MAX_SIZE);
        }
        return OptionalInt.of(node.intValue());
    }

    /** A number between 0 and 1, if the key is there. */
    OptionalDouble optionalFraction(String key) {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return OptionalDouble.empty();
        }
        // not (0 < x < 1) rather than its negation, so that NaN is refused too
        if (!node.isNumber() || !(node.doubleValue() > 0 && node.doubleValue() < 1)) {
            throw refused(key, "is " + node, "a number between 0 and 1");
        }
        return OptionalDouble.of(node.doubleValue());
    }

    /** A finite number, if the key is there. */
    OptionalDouble optionalNumber(String key, double least, double most) {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return OptionalDouble.empty();
        }
        if (!node.isNumber() || !(node.doubleValue() >= least && node.doubleValue() <= most)) {
            throw refused(key, "is " + node, "a number from " + least + " to " + most);
        }
        return OptionalDouble.of(node.doubleValue());
    }

    /** The least and the most of something not negative; without limits if the key is absent. */
    List<Double> limits(String key) {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return List.of(0.0, Double.POSITIVE_INFINITY);
        }
        double least = limit(node.path(0));
        double most = limit(node.path(1));
        if (!node.isArray() || node.size() != 2 || !(least >= 0 && least <= most)) {
            throw refused(key, "is " + node, "a list of two numbers, 0 ≤ least ≤ most");
        }
        return List.of(least, most);
    }

    /** Newer writers put {@code {"__float__": "Infinity"}} where older ones put {@code Infinity}. */
    private static double limit(JsonNode node) {
        JsonNode wrapped = node.path("__float__");
        if (wrapped.isString() && wrapped.stringValue().equals("Infinity")) {
            return Double.POSITIVE_INFINITY;
        }
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    /** The activation that a key names. */
    Activation activation(String key, Activation otherwise) {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        return Activation.named(node.isString() ? node.stringValue() : "")
                .orElseThrow(() -> refused(key, "is " + node, String.join(" or ", Activation.names())));
    }

    /** Refuses what is neither absent nor zero. */
    void requireZero(String key) {
        if (root.has(key) && !(root.path(key).isNumber() && root.path(key).doubleValue() == 0)) {
            throw refused(key, "is " + root.path(key), "0");
        }
    }

    /** Refuses what is neither absent nor null. */
    void requireAbsent(String key) {
        if (root.hasNonNull(key)) {
            throw refused(key, "is " + root.path(key), "null or absent");
        }
    }

    boolean isEmptyList(String key) {
        return root.path(key).isArray() && root.path(key).isEmpty();
    }

    /** Whether the key says true, false, or nothing. */
    boolean flag(String key, boolean otherwise) {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw refused(key, "is " + node, "true or false");
        }
        return node.booleanValue();
    }

    boolean has(String key) {
        return root.has(key);
    }

    /** Whether the key is this word; {@code auto} for instance. */
    boolean isText(String key, String word) {
        return root.path(key).isString() && root.path(key).stringValue().equals(word);
    }

    /** Refuses every value but those; an absent key passes. */
    void require(String key, List<String> allowed) {
        JsonNode node = root.path(key);
        if (!node.isMissingNode() && !node.isNull() && !(node.isString() && allowed.contains(node.stringValue()))) {
            throw refused(key, "is " + node, String.join(" or ", allowed));
        }
    }

    /** The texts of a list, or the one text; empty if the key is absent. */
    List<String> texts(String key) {
        JsonNode node = root.path(key);
        if (node.isString()) {
            return List.of(node.stringValue());
        }
        return node.valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
    }

    StepException refused(String key, String found, String allowed) {
        return new StepException(file + ": '" + place + key + "' " + found + ", but must be " + allowed
                + ". Download the file again, or ask who made it.");
    }
}
