package dev.retrace.steps.dataset;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/**
 * The records of a JSON file, which stand in one array or one after another (JSON Lines).
 *
 * @param place the file as messages name it
 */
record JsonRecords(Path file, String place) {

    private static final long MAX_BYTES = 1L << 30;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxStringLength(1 << 20)
                            .maxDocumentLength(MAX_BYTES)
                            .build())
                    .build())
            .build();

    /**
     * Reads them one after another.
     *
     * @throws StepException if the file is too large, not JSON, or empty; says which record
     */
    void read(Consumer<JsonRecord> reader) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new StepException(place + ": has " + Files.size(file) + " bytes, and at most " + MAX_BYTES
                    + " are read; split the file");
        }
        int number = 0;
        try (InputStream in = Files.newInputStream(file);
                MappingIterator<JsonNode> records =
                        JSON.readerFor(JsonNode.class).readValues(in)) {
            while (records.hasNextValue()) {
                JsonNode node = records.nextValue();
                number++;
                reader.accept(new JsonRecord(place + ", record " + number, node));
            }
        } catch (JacksonException malformed) {
            throw malformed(number + 1, malformed);
        }
        if (number == 0) {
            throw new StepException(place + ": holds no record");
        }
    }

    private StepException malformed(int number, JacksonException cause) {
        TokenStreamLocation location = cause.getLocation();
        String line = location == null ? "" : " (line " + location.getLineNr() + ")";
        String reason = cause.getOriginalMessage().replaceFirst(" \\(start marker at .*", "");
        return new StepException(
                place + ", record " + number + line + ": not JSON within the limits: " + reason, cause);
    }
}
