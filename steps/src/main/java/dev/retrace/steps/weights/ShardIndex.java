package dev.retrace.steps.weights;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the index of weights that lie in several files: {@code {"metadata": …, "weight_map": {tensor:
 * file}}}.
 *
 * <p>{@code metadata.total_size} is passed over: published indexes count shared tensors once, twice or
 * in another precision, and a shard that is cut short says so itself.
 */
final class ShardIndex {

    private static final long MAX_BYTES = 16L << 20;
    private static final int MAX_TENSORS = 1_000_000;
    private static final int MAX_NAME = 1_000;
    private static final String MAP = "weight_map";

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNameLength(MAX_NAME)
                    .maxStringLength(MAX_NAME)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ShardIndex() {}

    /** For each tensor the name of the file that holds it, as written, so not to be trusted. */
    static SortedMap<String, String> read(Path index) throws IOException {
        if (Files.size(index) > MAX_BYTES) {
            throw refused(index, "has " + Files.size(index) + " bytes, but at most " + MAX_BYTES + " are allowed");
        }
        SortedMap<String, String> places = new TreeMap<>();
        try (InputStream in = Files.newInputStream(index);
                JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw refused(index, "is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                if (parser.currentName().equals(MAP)) {
                    places.putAll(map(index, parser));
                } else {
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw refused(index, "has something after its JSON object");
            }
        } catch (JacksonException broken) {
            throw refused(index, "is not valid JSON: " + broken.getOriginalMessage());
        }
        if (places.isEmpty()) {
            throw refused(index, "has no '" + MAP + "' from tensors to files");
        }
        return places;
    }

    private static Map<String, String> map(Path index, JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw refused(index, "has a '" + MAP + "' that is no JSON object");
        }
        Map<String, String> files = new HashMap<>();
        SortedMap<String, String> places = new TreeMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String tensor = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING || places.size() == MAX_TENSORS) {
                throw refused(
                        index,
                        "must map at most " + MAX_TENSORS + " tensors to names of files, but '" + tensor
                                + "' is not mapped to a name or is one too many");
            }
            String file = parser.getString();
            places.put(tensor, files.computeIfAbsent(file, name -> name));
        }
        return places;
    }

    private static StepException refused(Path index, String what) {
        return new StepException(index + ": " + what + ". Download it again.");
    }
}
