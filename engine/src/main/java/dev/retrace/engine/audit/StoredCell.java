package dev.retrace.engine.audit;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Digest;
import dev.retrace.engine.plan.CellInput;
import dev.retrace.engine.plan.KeyDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A cell as its record tells it: the key document says all that made its outputs.
 *
 * @param name as a run called it
 * @param document taken apart
 */
record StoredCell(String name, ActionRecord record, JsonNode document) {

    static StoredCell of(String name, ActionRecord record) {
        return new StoredCell(name, record, CanonicalJson.read(record.keyDocument()));
    }

    String step() {
        return document.path("step").asString("");
    }

    int version() {
        return document.path("version").asInt(0);
    }

    String device() {
        return document.path("numerics").path("device").asString("");
    }

    String precision() {
        return document.path("numerics").path("precision").asString("");
    }

    KeyDocument key() {
        return new KeyDocument(record.keyDocument(), record.key());
    }

    /** The parameters in the form that the key holds: sources are digests. */
    JsonNode parameters() {
        return document.path("params");
    }

    /** Slot to artifacts, as the cell read them. */
    Map<String, List<CellInput>> inputs() {
        Map<String, List<CellInput>> inputs = new LinkedHashMap<>();
        document.path("inputs").properties().forEach(slot -> {
            List<CellInput> parts = new ArrayList<>();
            if (slot.getValue().isString()) {
                parts.add(new CellInput(Map.of(), Digest.parse(slot.getValue().asString(""))));
            }
            if (slot.getValue().isArray()) {
                slot.getValue().forEach(part -> parts.add(part(part)));
            }
            inputs.put(slot.getKey(), parts);
        });
        return inputs;
    }

    private static CellInput part(JsonNode part) {
        Map<String, String> coordinates = new LinkedHashMap<>();
        for (JsonNode axis : part.path("coordinates")) {
            String[] sides = axis.asString("").split("=", 2);
            coordinates.put(sides[0], sides.length < 2 ? "" : sides[1]);
        }
        return new CellInput(coordinates, Digest.parse(part.path("digest").asString("")));
    }
}
