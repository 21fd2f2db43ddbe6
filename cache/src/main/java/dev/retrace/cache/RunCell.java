package dev.retrace.cache;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run did about one cell.
 *
 * @param cell its name, as {@code trace[state=o]#3}
 * @param stepId the step's id in the workflow
 * @param step the kind of work
 * @param key digest of its key document; absent if it never came to have one
 * @param state {@code served}, {@code computed}, {@code adopted}, {@code failed} or {@code skipped}
 * @param started when work on it began; absent if none was done
 * @param millis how long it took
 * @param lane where it was computed, or empty
 * @param message why it failed, or empty
 * @param reason why it had to run, or empty
 */
public record RunCell(
        String cell,
        String stepId,
        String step,
        @Nullable String key,
        String state,
        @Nullable Instant started,
        long millis,
        String lane,
        String message,
        String reason) {

    public RunCell {
        if (key != null) {
            key = Digest.parse(key).toString();
        }
    }

    ObjectNode toTree() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("cell", cell).put("stepId", stepId).put("step", step);
        json.put("key", key).put("state", state);
        json.put("started", started == null ? null : started.toString());
        json.put("millis", millis).put("lane", lane);
        return json.put("message", message).put("reason", reason);
    }

    static RunCell fromTree(JsonNode json) {
        return new RunCell(
                json.required("cell").stringValue(),
                json.required("stepId").stringValue(),
                json.required("step").stringValue(),
                RunRecord.string(json, "key"),
                json.required("state").stringValue(),
                RunRecord.instant(json, "started"),
                json.path("millis").asLong(0),
                json.path("lane").asString(""),
                json.path("message").asString(""),
                json.path("reason").asString(""));
    }
}
