package dev.retrace.engine.estimate;

import dev.retrace.cache.ContentStore;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How much a cell will load that lies outside the store. An artifact that stands for such files, as
 * {@code model.json} does for weights, is a JSON object that lists them under {@code files}, each
 * with its {@code size} in bytes.
 */
final class OutsideFiles {

    private static final long LARGEST = 16 << 20;

    private OutsideFiles() {}

    /** The bytes of all files that a cell's inputs stand for; 0 where they stand for none. */
    static long bytes(Cell cell, ContentStore content) throws IOException {
        long bytes = 0;
        for (List<CellInput> parts : cell.inputs().values()) {
            for (CellInput part : parts.subList(0, Math.min(1, parts.size()))) { // one file stands for a model
                bytes += bytes(content.path(part.digest()));
            }
        }
        return bytes;
    }

    private static long bytes(Path artifact) throws IOException {
        if (!Files.isRegularFile(artifact) || Files.size(artifact) > LARGEST || !startsLikeAnObject(artifact)) {
            return 0;
        }
        try {
            long bytes = 0;
            for (JsonNode file : JsonMapper.shared().readTree(artifact.toFile()).path("files")) {
                bytes += Math.max(0, file.path("size").asLong(0));
            }
            return bytes;
        } catch (JacksonException noJson) {
            return 0;
        }
    }

    private static boolean startsLikeAnObject(Path artifact) throws IOException {
        try (var stream = Files.newInputStream(artifact)) {
            return stream.read() == '{';
        }
    }
}
