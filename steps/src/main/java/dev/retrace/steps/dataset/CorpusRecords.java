package dev.retrace.steps.dataset;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/**
 * The texts of a JSON file, record by record.
 *
 * @param place the file as messages name it
 */
record CorpusRecords(String place) {

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxStringLength(1 << 24)
                            .build())
                    .build())
            .build();

    /** Reads texts until the reader wants no more; answers whether it still does. */
    boolean read(InputStream in, Predicate<String> reader) throws IOException {
        int number = 0;
        try (MappingIterator<JsonNode> records = JSON.readerFor(JsonNode.class).readValues(in)) {
            while (records.hasNextValue()) {
                JsonNode node = records.nextValue();
                number++;
                if (!texts(new JsonRecord(place + ", record " + number, node), reader)) {
                    return false;
                }
            }
            return true;
        } catch (JacksonException malformed) {
            throw new StepException(
                    place + ", record " + (number + 1) + ": not JSON within the limits: "
                            + malformed.getOriginalMessage(),
                    malformed);
        }
    }

    private static boolean texts(JsonRecord record, Predicate<String> reader) {
        if (record.node().isString()) {
            return reader.test(record.node().stringValue());
        } else if (record.has("samples")) {
            return first(record, reader);
        } else if (record.has("data")) {
            return all(record, "data", reader);
        } else if (record.has("paragraphs")) {
            return all(record, "paragraphs", reader);
        } else if (record.has("context")) {
            return reader.test(record.text("context"));
        } else if (record.has("text")) {
            return reader.test(record.text("text"));
        }
        throw record.wrong("holds no text: it is none itself and has none of 'text', 'context', 'samples', 'data'");
    }

    private static boolean first(JsonRecord record, Predicate<String> reader) {
        for (JsonRecord sample : record.list("samples")) {
            return texts(sample, reader);
        }
        return true;
    }

    private static boolean all(JsonRecord record, String key, Predicate<String> reader) {
        for (JsonRecord each : record.list(key)) {
            if (!texts(each, reader)) {
                return false;
            }
        }
        return true;
    }
}
