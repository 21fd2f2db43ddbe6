package dev.retrace.engine.plan;

import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Digest;
import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepDescriptor.Placement;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that can change a cell's result, as canonical JSON; the cell's key is its SHA-256.
 *
 * <p>Not in it: paths, times, host, attempts, batch sizes, the names of steps in the workflow (but
 * for lists of references, whose order and names a report shows).
 *
 * @param text the canonical JSON
 * @param key SHA-256 of {@code text} in UTF-8
 */
public record KeyDocument(String text, Digest key) {

    /** Raised when the form of the document changes; every key changes with it. */
    static final int SCHEMA = 1;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The document of one cell. */
    static KeyDocument of(
            StepDescriptor<?> descriptor, Record parameters, Map<String, List<CellInput>> inputs, Numerics numerics) {
        ObjectNode document = JSON.objectNode();
        document.put("schema", SCHEMA);
        document.put("step", descriptor.name());
        document.put("version", descriptor.version());
        document.set("params", ParameterCodec.forKey(parameters));
        ObjectNode slots = document.putObject("inputs");
        inputs.forEach((slot, parts) -> slots.set(slot, input(descriptor, slot, parts)));
        if (descriptor.placement() == Placement.TORCH) {
            ObjectNode node = document.putObject("numerics");
            node.put("device", numerics.deviceClass());
            node.put("precision", numerics.precision());
            node.put("torch", numerics.torch());
        }
        ArrayNode outputs = document.putArray("outputs");
        descriptor.outputNames().forEach(outputs::add);
        String text = CanonicalJson.write(document);
        return new KeyDocument(text, Digest.of(text));
    }

    private static JsonNode input(StepDescriptor<?> descriptor, String slot, List<CellInput> parts) {
        if (!descriptor.takesList(slot)
                && parts.size() == 1
                && parts.get(0).coordinates().isEmpty()) {
            return JSON.stringNode(parts.get(0).digest().toString());
        }
        ArrayNode array = JSON.arrayNode();
        for (CellInput part : parts) {
            ArrayNode coordinates = JSON.arrayNode(); // an array, because their order is the columns' order
            part.coordinates().forEach((axis, value) -> coordinates.add(axis + "=" + value));
            ObjectNode entry = array.addObject();
            entry.set("coordinates", coordinates);
            entry.put("digest", part.digest().toString());
        }
        return array;
    }
}
