package dev.retrace.engine.workflow;

import dev.retrace.engine.device.Precision;
import dev.retrace.engine.schema.JsonSchema;
import dev.retrace.engine.schema.StepSchema;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.value.Params;
import dev.retrace.engine.yaml.Quantities;
import dev.retrace.engine.yaml.Words;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rules of workflow files as a JSON Schema (draft 2020-12), for editors: made from the same
 * descriptions as the checks. The reader checks more, such as references.
 */
public final class WorkflowSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String NAME = "^" + Words.NAME.pattern() + "$";

    private static final String RETRIES =
            "How often a cell is tried again after a failure that may pass; without it the cause decides.";

    private WorkflowSchema() {}

    /** The schema of workflows that may name these steps. */
    public static ObjectNode of(StepRegistry registry) {
        ObjectNode schema = JsonSchema.object("A Retrace workflow.");
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Retrace workflow");
        JsonSchema.properties(schema)
                .set("name", JsonSchema.typed("string", "What the workflow is called."))
                .set(
                        "description",
                        JsonSchema.typed("string", "What is found out, and which figures of which paper are made."))
                .set("params", named(JsonSchema.definition("param"), "Values that profiles and --set may change."))
                .set(
                        "profiles",
                        named(
                                named(
                                        JsonSchema.definition("value"),
                                        "Values of params; description says what it is for, and what it takes."),
                                "Sets of values, chosen with --profile."))
                .set(
                        "default-profile",
                        JsonSchema.typed(
                                "string",
                                "The profile that holds without --profile, unless --set gives a param of it."))
                .set("precision", precision())
                .set(
                        "steps",
                        named(JsonSchema.definition("step"), "What the workflow does.")
                                .put("minProperties", 1));
        JsonSchema.require(schema, List.of("name", "steps"));
        ObjectNode definitions = schema.putObject("$defs");
        definitions.set("scalar", scalar());
        definitions.set(
                "template",
                JsonSchema.typed("string", "A text with ${param} or ${matrix.axis} in it.")
                        .put("pattern", "\\$\\{"));
        definitions.set(
                "value",
                JsonSchema.anyOf(JsonSchema.definition("scalar"), JsonSchema.listOf(JsonSchema.definition("scalar"))));
        definitions.set("param", param());
        definitions.set("axis", axis());
        definitions.set("step", step(registry));
        for (Map.Entry<String, StepDescriptor<?>> named : byName(registry).entrySet()) {
            definitions.set("step-" + named.getKey(), StepSchema.of(named.getValue()));
        }
        return schema;
    }

    private static Map<String, StepDescriptor<?>> byName(StepRegistry registry) {
        Map<String, StepDescriptor<?>> descriptors = new TreeMap<>();
        registry.all().forEach(step -> descriptors.put(step.descriptor().name(), step.descriptor()));
        return descriptors;
    }

    private static ObjectNode param() {
        ObjectNode declared = JsonSchema.object("A param with a type; without a default it must be set.");
        ArrayNode types = JSON.arrayNode();
        for (Params.Type type : Params.Type.values()) {
            types.add(type.name().toLowerCase(Locale.ROOT));
        }
        JsonSchema.properties(declared)
                .set("type", JSON.objectNode().set("enum", types))
                .set("default", JsonSchema.definition("value"));
        JsonSchema.require(declared, List.of("type"));
        return JsonSchema.anyOf(JsonSchema.definition("value"), declared);
    }

    private static ObjectNode axis() {
        ObjectNode range = JsonSchema.object("Numbers from one to the other, both included.");
        ObjectNode end =
                JsonSchema.anyOf(JsonSchema.typed("number", "An exact decimal."), JsonSchema.definition("template"));
        JsonSchema.properties(range).set("from", end).set("to", end.deepCopy()).set("step", end.deepCopy());
        JsonSchema.require(range, List.of("from", "to"));
        return JsonSchema.anyOf(
                JsonSchema.listOf(JsonSchema.definition("scalar")).put("minItems", 1),
                range,
                JsonSchema.definition("template"));
    }

    private static ObjectNode step(StepRegistry registry) {
        ObjectNode step = JsonSchema.object("One step; its id is how others refer to it.");
        ObjectNode kind = JsonSchema.typed("string", "The kind of work.");
        ArrayNode names = kind.putArray("enum");
        ObjectNode shard = JsonSchema.typed("object", "Cuts each cell over the rows of one table, as {pairs: 25}.");
        shard.put("minProperties", 1).put("maxProperties", 1);
        shard.set(
                "additionalProperties",
                JsonSchema.typed("integer", "About how many rows one cell reads.")
                        .put("minimum", 1));
        JsonSchema.properties(step)
                .set("step", kind)
                .set("inputs", JsonSchema.typed("object", "What it reads: id, id.output or \"id[axis=value].output\"."))
                .set("with", JsonSchema.typed("object", "Its parameters."))
                .set(
                        "matrix",
                        JsonSchema.typed("object", "Repeats the step for each combination of values.")
                                .set("additionalProperties", JsonSchema.definition("axis")))
                .set("shard", shard)
                .set("chain", chain())
                .set("resources", resources())
                .set("timeout", amount(Quantities.TIME, "The longest that one cell may take, as 30m."))
                .set("retries", whole(HandlingReader.MOST_RETRIES, RETRIES));
        JsonSchema.require(step, List.of("step"));
        ArrayNode cases = step.putArray("allOf");
        byName(registry).forEach((name, descriptor) -> {
            names.add(name);
            ObjectNode rule = cases.addObject();
            rule.putObject("if").putObject("properties").putObject("step").put("const", name);
            rule.set("then", JsonSchema.definition("step-" + name));
        });
        return step;
    }

    private static ObjectNode precision() {
        ObjectNode names = JSON.objectNode();
        ArrayNode known = names.putArray("enum");
        Precision.ALL.forEach(known::add);
        return JsonSchema.anyOf(names, JsonSchema.definition("template"))
                .put("description", "Of matrix products, for all cells; --precision is stronger. Part of their keys.");
    }

    private static ObjectNode chain() {
        ObjectNode chain = JsonSchema.typed(
                "object",
                "Each cell takes as this input what the cell before it on this axis gave, as {checkpoint: until}.");
        chain.put("minProperties", 1).put("maxProperties", 1);
        return chain.set("additionalProperties", JsonSchema.typed("string", "An axis of the matrix."));
    }

    private static ObjectNode resources() {
        ObjectNode resources = JsonSchema.object("What one cell takes of the machine; no part of its key.");
        JsonSchema.properties(resources)
                .set("cores", whole(HandlingReader.MOST_CORES, "Processor cores; 0 for all that the run may use."))
                .set("memory", amount(Quantities.MEMORY, "Main memory, as 4GB."));
        return resources;
    }

    private static ObjectNode whole(int most, String description) {
        ObjectNode number =
                JSON.objectNode().put("type", "integer").put("minimum", 0).put("maximum", most);
        return JsonSchema.anyOf(number, JsonSchema.definition("template")).put("description", description);
    }

    private static ObjectNode amount(Pattern pattern, String description) {
        ObjectNode text = JSON.objectNode().put("type", "string").put("pattern", pattern.pattern());
        return JsonSchema.anyOf(text, JsonSchema.definition("template")).put("description", description);
    }

    private static ObjectNode scalar() {
        ObjectNode scalar = JSON.objectNode();
        scalar.putArray("type").add("string").add("number").add("boolean");
        return scalar;
    }

    private static ObjectNode named(ObjectNode values, String description) {
        ObjectNode object = JsonSchema.typed("object", description);
        object.putObject("propertyNames").put("pattern", NAME);
        return object.set("additionalProperties", values);
    }
}
