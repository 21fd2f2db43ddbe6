package dev.retrace.engine.lane;

import dev.retrace.cache.Digest;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellInput;
import dev.retrace.engine.plan.KeyDocument;
import dev.retrace.engine.step.ParameterCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that a lane needs to compute a cell, as one JSON object on one line.
 *
 * @param cell its name, for logs
 * @param step the kind of step
 * @param attempt from 1; never in the key
 * @param document the key document
 * @param parameters in the form for workers
 * @param inputs slot to artifacts
 * @param publish whether the result gets a record
 */
record StepDocument(
        String cell,
        String step,
        int attempt,
        KeyDocument document,
        ObjectNode parameters,
        Map<String, List<CellInput>> inputs,
        boolean publish) {

    private static final JsonMapper JSON = JsonMapper.shared();

    static StepDocument of(Cell cell, int attempt) {
        return new StepDocument(
                cell.name(),
                cell.descriptor().name(),
                attempt,
                cell.document(),
                ParameterCodec.forWorker(cell.spec().parameters()),
                cell.inputs(),
                !cell.partial() && cell.former() == null);
    }

    String toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("cell", cell);
        json.put("step", step);
        json.put("attempt", attempt);
        json.put("document", document.text());
        json.set("parameters", parameters);
        json.put("publish", publish);
        ObjectNode slots = json.putObject("inputs");
        inputs.forEach((slot, parts) -> {
            ArrayNode array = slots.putArray(slot);
            for (CellInput part : parts) {
                ObjectNode entry = array.addObject();
                entry.put("digest", part.digest().toString());
                ObjectNode coordinates = entry.putObject("coordinates");
                part.coordinates().forEach(coordinates::put);
            }
        });
        return JSON.writeValueAsString(json);
    }

    static StepDocument fromJson(String line) {
        JsonNode json = JSON.readTree(line);
        Map<String, List<CellInput>> inputs = new LinkedHashMap<>();
        json.get("inputs").properties().forEach(slot -> {
            List<CellInput> parts = new ArrayList<>();
            slot.getValue().forEach(part -> parts.add(input(part)));
            inputs.put(slot.getKey(), parts);
        });
        String document = json.get("document").asString();
        return new StepDocument(
                json.get("cell").asString(),
                json.get("step").asString(),
                json.get("attempt").asInt(),
                new KeyDocument(document, Digest.of(document)),
                (ObjectNode) json.get("parameters"),
                inputs,
                json.get("publish").asBoolean());
    }

    private static CellInput input(JsonNode part) {
        Map<String, String> coordinates = new LinkedHashMap<>();
        part.get("coordinates")
                .properties()
                .forEach(axis -> coordinates.put(axis.getKey(), axis.getValue().asString()));
        return new CellInput(coordinates, Digest.parse(part.get("digest").asString()));
    }
}
