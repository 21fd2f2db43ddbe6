package dev.retrace.engine.schema;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The words of JSON Schema that a workflow's schema is made of; each call makes a new node. */
public final class JsonSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private JsonSchema() {}

    /** An object with no other properties than those that follow. */
    public static ObjectNode object(String description) {
        return typed("object", description).put("additionalProperties", false);
    }

    /** A value of a type, described to whoever writes one. */
    public static ObjectNode typed(String type, String description) {
        return JSON.objectNode().put("type", type).put("description", description);
    }

    /** A reference to a definition, {@code #/$defs/name}. */
    public static ObjectNode definition(String name) {
        return JSON.objectNode().put("$ref", "#/$defs/" + name);
    }

    /** The place for the properties of an object, which has none yet. */
    public static ObjectNode properties(ObjectNode object) {
        return object.putObject("properties");
    }

    /** A list of any length. */
    public static ObjectNode listOf(ObjectNode items) {
        return JSON.objectNode().put("type", "array").set("items", items);
    }

    /** What fits at least one of these. */
    public static ObjectNode anyOf(ObjectNode... choices) {
        ObjectNode schema = JSON.objectNode();
        ArrayNode all = schema.putArray("anyOf");
        List.of(choices).forEach(all::add);
        return schema;
    }

    /** Says which properties an object must have, if any. */
    public static void require(ObjectNode object, List<String> names) {
        if (!names.isEmpty()) {
            ArrayNode required = object.putArray("required");
            names.forEach(required::add);
        }
    }
}
