package dev.retrace.engine.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class WorkflowSchemaTest {

    private final JsonNode schema = json(WorkflowSchema.of(ToySteps.registry()).toString());

    @Test
    void itIsADraftOfTwentyTwentyWithTheKeysOfAWorkflow() {
        assertEquals(
                "https://json-schema.org/draft/2020-12/schema",
                schema.get("$schema").asString());
        assertEquals(
                json("['name','description','params','profiles','default-profile','precision','steps']"),
                json(schema.get("properties").propertyNames()));
        assertEquals(json("['name','steps']"), schema.get("required"));
        assertEquals(json("false"), schema.get("additionalProperties"));
    }

    @Test
    void theThreePrecisionsAreNamed() {
        assertEquals(json("['float32','tf32','float16']"), schema.at("/properties/precision/anyOf/0/enum"));
        assertEquals(json("{'$ref': '#/$defs/template'}"), schema.at("/properties/precision/anyOf/1"));
    }

    @Test
    void everyStepIsNamedAndHasItsOwnRule() {
        JsonNode step = schema.at("/$defs/step");

        assertEquals(
                json(
                        "['build-corruptions','filter-known','load-facts','load-model','patch','plot','report','split','train']"),
                step.at("/properties/step/enum"));
        assertEquals(9, step.get("allOf").size());
        assertEquals(
                json("{'if': {'properties': {'step': {'const': 'patch'}}}, 'then': {'$ref': '#/$defs/step-patch'}}"),
                step.get("allOf").get(4));
    }

    @Test
    void parametersHaveTypeDocAndDefault() {
        JsonNode patch = schema.at("/$defs/step-patch/properties/with");

        assertEquals(json("['state']"), patch.get("required"));
        assertEquals(json("false"), patch.get("additionalProperties"));
        assertEquals(
                json("{'anyOf': [{'type': 'integer'}, {'$ref': '#/$defs/template'}],"
                        + " 'description': 'Adjacent layers to restore at once, odd.', 'default': 1}"),
                patch.at("/properties/window"));
        assertEquals(json("['ie','path-effect']"), patch.at("/properties/metric/anyOf/0/enum"));
        assertEquals(json("[0, 1]"), patch.at("/properties/layers/default"));
        assertEquals(json("{'type': 'integer'}"), patch.at("/properties/layers/anyOf/0/items/anyOf/0"));
        assertEquals(json("false"), patch.at("/properties/normalise/default"));
        assertEquals(json("0.5"), patch.at("/properties/noise/default"));
        assertTrue(schema.at("/$defs/step-plot/properties/with/properties/title/default")
                .isMissingNode());
    }

    @Test
    void inputsAreReferencesAndOnlyTablesAreSharded() {
        JsonNode patch = schema.at("/$defs/step-patch");

        assertEquals(json("['with','inputs']"), patch.get("required"));
        assertEquals(json("['model','pairs']"), patch.at("/properties/inputs/required"));
        assertEquals(
                "The model. Takes outputs called model.",
                patch.at("/properties/inputs/properties/model/description").asString());
        assertEquals(
                json("{'type': 'string', 'description': 'The model.'}"),
                schema.at("/$defs/step-filter-known/properties/inputs/properties/model"));
        assertEquals(json("['pairs']"), patch.at("/properties/shard/propertyNames/enum"));
        assertEquals(json("['checkpoint']"), schema.at("/$defs/step-train/properties/chain/propertyNames/enum"));
        assertEquals(
                json("{'type': 'array', 'items': {'type': 'string'}}"),
                schema.at("/$defs/step-report/properties/inputs/properties/figures/anyOf/1"));
        assertTrue(schema.at("/$defs/step-split/required").isMissingNode());
    }

    @Test
    void everyReferenceWithinItLeadsToADefinition() {
        List<String> references = new ArrayList<>();
        for (JsonNode reference : schema.findValues("$ref")) {
            references.add(reference.asString());
        }

        assertTrue(references.size() > 20);
        for (String reference : references) {
            assertTrue(schema.at(reference.substring(1)).isObject(), reference);
        }
    }

    @Test
    void aTemplateIsATextWithANameInIt() {
        Pattern template = Pattern.compile(schema.at("/$defs/template/pattern").asString());

        assertTrue(template.matcher("edit[layer=${matrix.layer}]").find());
        assertTrue(!template.matcher("$5 {a}").find());
    }

    private static JsonNode json(String singleQuoted) {
        return new JsonMapper().readTree(singleQuoted.replace('\'', '"'));
    }

    private static JsonNode json(Collection<String> names) {
        return new JsonMapper().valueToTree(List.copyOf(names));
    }
}
