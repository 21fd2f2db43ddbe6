package dev.retrace.steps.checkpoint;

import dev.retrace.engine.step.StepException;
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
    private final JsonNode root;

    private ConfigFile(Path file, JsonNode root) {
        this.file = file;
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
            return new ConfigFile(file, root);
        } catch (JacksonException broken) {
            throw new StepException(
                    file + ": is not valid JSON: " + broken.getOriginalMessage() + ". Download it again.", broken);
        }
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
        if (!node.isMissingNode() && !(node.isString() && allowed.contains(node.stringValue()))) {
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
        return new StepException(file + ": '" + key + "' " + found + ", but must be " + allowed
                + ". Download the file again, or ask who made it.");
    }
}
