package dev.retrace.engine.schema;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Parameter;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.yaml.FlowList;
import dev.retrace.engine.yaml.Literals;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a JSON Schema says of one kind of step: its parameters, its inputs, and what can be sharded or chained. */
public final class StepSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private StepSchema() {}

    /** The schema of a step of this kind, but for its id, kind and matrix. */
    public static ObjectNode of(StepDescriptor<?> descriptor) {
        ObjectNode step = JSON.objectNode().put("description", descriptor.summary());
        ObjectNode properties = step.putObject("properties");
        List<String> required = new ArrayList<>();
        ObjectNode with = with(descriptor);
        ObjectNode inputs = inputs(descriptor);
        properties.set("with", with);
        properties.set("inputs", inputs);
        properties.set("shard", shard(descriptor));
        properties.set("chain", chain(descriptor));
        if (with.has("required")) {
            required.add("with");
        }
        if (inputs.has("required")) {
            required.add("inputs");
        }
        JsonSchema.require(step, required);
        return step;
    }

    private static ObjectNode with(StepDescriptor<?> descriptor) {
        ObjectNode with = JsonSchema.object("The parameters of " + descriptor.name() + ".");
        ObjectNode properties = JsonSchema.properties(with);
        List<String> required = new ArrayList<>();
        for (Parameter parameter : Parameter.of(descriptor.parameters())) {
            properties.set(parameter.name(), parameter(parameter));
            if (parameter.required()) {
                required.add(parameter.name());
            }
        }
        JsonSchema.require(with, required);
        return with;
    }

    private static ObjectNode parameter(Parameter parameter) {
        ObjectNode template = JsonSchema.definition("template");
        ObjectNode value = JsonSchema.anyOf(value(parameter), template);
        ObjectNode schema = parameter.list() ? JsonSchema.anyOf(JsonSchema.listOf(value), template.deepCopy()) : value;
        schema.put("description", parameter.doc());
        if (!parameter.required() && !parameter.absentByDefault()) {
            schema.set("default", defaultOf(parameter));
        }
        return schema;
    }

    private static ObjectNode value(Parameter parameter) {
        return switch (parameter.kind()) {
            case TEXT -> JsonSchema.definition("scalar");
            case FLAG -> JSON.objectNode().put("type", "boolean");
            case INTEGER -> JSON.objectNode().put("type", "integer");
            case NUMBER -> JSON.objectNode().put("type", "number");
            case SOURCE -> JSON.objectNode().put("type", "string");
            case CHOICE -> {
                ObjectNode choice = JSON.objectNode();
                ArrayNode words = choice.putArray("enum");
                parameter.choices().forEach(words::add);
                yield choice;
            }
        };
    }

    private static JsonNode defaultOf(Parameter parameter) {
        String text = parameter.defaultValue();
        if (!parameter.list()) {
            return literal(parameter, text);
        }
        ArrayNode items = JSON.arrayNode();
        FlowList.parse(text).orElse(List.of()).forEach(item -> items.add(literal(parameter, item)));
        return items;
    }

    private static JsonNode literal(Parameter parameter, String text) {
        return switch (parameter.kind()) {
            case FLAG -> JSON.booleanNode(text.equals("true"));
            case INTEGER, NUMBER ->
                Literals.number(text).<JsonNode>map(JSON::numberNode).orElse(JSON.stringNode(text));
            case TEXT, SOURCE, CHOICE -> JSON.stringNode(text);
        };
    }

    private static ObjectNode inputs(StepDescriptor<?> descriptor) {
        ObjectNode inputs = JsonSchema.object("What " + descriptor.name() + " reads.");
        ObjectNode properties = JsonSchema.properties(inputs);
        List<String> required = new ArrayList<>();
        for (InputSlot slot : descriptor.inputs()) {
            ObjectNode one = JSON.objectNode().put("type", "string");
            ObjectNode schema = slot.kind() == InputSlot.Kind.FILES
                    ? JsonSchema.anyOf(one, JsonSchema.listOf(one.deepCopy()))
                    : one;
            properties.set(slot.name(), schema.put("description", described(slot)));
            if (slot.required()) {
                required.add(slot.name());
            }
        }
        JsonSchema.require(inputs, required);
        return inputs;
    }

    private static String described(InputSlot slot) {
        return slot.accepts() == null ? slot.doc() : slot.doc() + " Takes outputs called " + slot.accepts() + ".";
    }

    private static ObjectNode chain(StepDescriptor<?> descriptor) {
        ObjectNode chain = JSON.objectNode();
        ArrayNode files = chain.putObject("propertyNames").putArray("enum");
        descriptor.chainable().forEach(files::add);
        return chain;
    }

    private static ObjectNode shard(StepDescriptor<?> descriptor) {
        ObjectNode shard = JSON.objectNode();
        ArrayNode tables = shard.putObject("propertyNames").putArray("enum");
        descriptor.inputs().stream()
                .filter(slot -> slot.kind() == InputSlot.Kind.TABLE)
                .forEach(slot -> tables.add(slot.name()));
        return shard;
    }
}
