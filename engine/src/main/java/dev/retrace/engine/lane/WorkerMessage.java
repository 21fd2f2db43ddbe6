package dev.retrace.engine.lane;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a worker says to its engine: one JSON object on one line of its standard output. */
sealed interface WorkerMessage {

    /** The worker takes documents now. */
    record Ready() implements WorkerMessage {}

    /** The last document has arrived. */
    record Accepted() implements WorkerMessage {}

    record Progress(long done, long total) implements WorkerMessage {}

    record Log(String line) implements WorkerMessage {}

    /** The cell is computed; its record as JSON, which is published if that was wanted. */
    record Done(String record) implements WorkerMessage {}

    record Failed(CellFailure.Cause why, String message, String details) implements WorkerMessage {}

    JsonMapper JSON = JsonMapper.shared();

    /** The message as one line. */
    default String toJson() {
        ObjectNode json = JSON.createObjectNode();
        if (this instanceof Progress progress) {
            json.put("event", "progress").put("done", progress.done).put("total", progress.total);
        } else if (this instanceof Log log) {
            json.put("event", "log").put("line", log.line);
        } else if (this instanceof Done done) {
            json.put("event", "done").put("record", done.record);
        } else if (this instanceof Failed failed) {
            json.put("event", "failed")
                    .put("why", failed.why.name())
                    .put("message", failed.message)
                    .put("details", failed.details);
        } else {
            json.put("event", this instanceof Accepted ? "accepted" : "ready");
        }
        return JSON.writeValueAsString(json);
    }

    /** The message on a line; nothing if the line is no message, such as what a native library prints. */
    static Optional<WorkerMessage> fromJson(String line) {
        if (!line.startsWith("{\"event\":")) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(line);
            return switch (json.get("event").asString()) {
                case "ready" -> Optional.of(new Ready());
                case "accepted" -> Optional.of(new Accepted());
                case "progress" ->
                    Optional.of(new Progress(
                            json.get("done").asLong(), json.get("total").asLong()));
                case "log" -> Optional.of(new Log(json.get("line").asString()));
                case "done" -> Optional.of(new Done(json.get("record").asString()));
                case "failed" ->
                    Optional.of(new Failed(
                            CellFailure.Cause.valueOf(json.get("why").asString()),
                            json.get("message").asString(),
                            json.get("details").asString()));
                default -> Optional.empty();
            };
        } catch (JacksonException | IllegalArgumentException broken) {
            return Optional.empty();
        }
    }
}
