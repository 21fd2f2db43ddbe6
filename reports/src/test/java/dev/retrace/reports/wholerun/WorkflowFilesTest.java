package dev.retrace.reports.wholerun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.workflow.WorkflowSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** What {@code retrace schema} prints, in the hands of a validator that is not ours. */
final class WorkflowFilesTest {

    private static final StepRegistry STEPS = StepRegistry.installed();
    private static final ObjectNode SCHEMA = WorkflowSchema.of(STEPS);
    private static final Schema VALIDATOR = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SCHEMA);

    private static final String RIGHT = """
            name: right
            params: { layers: [1, 2], window: 3 }
            steps:
              mamba:
                step: load-model
                with: { source: folder }
              pairs:
                step: build-corruptions
                inputs: { model: mamba }
                with: { pairs: pairs.csv }
              trace:
                step: patch
                inputs: { model: mamba, pairs: pairs }
                matrix: { state: [h, o] }
                shard: { pairs: 25 }
                with: { state: "${matrix.state}", window: 3 }
              figure:
                step: plot
                inputs: { table: trace }
                with: { kind: heatmap, x: layer, y: bucket, value: ie }
              report:
                step: report
                inputs: { figures: [figure] }
            """;

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(ShippedWorkflows.folder())) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedWorkflowIsValid(Path workflow) throws IOException {
        assertEquals(List.of(), problems(Files.readString(workflow)));
    }

    @Test
    void thereAreShippedWorkflows() throws IOException {
        assertTrue(shipped().count() >= 2);
    }

    @Test
    void theDesignsExampleIsValid() throws IOException {
        String example;
        try (InputStream in = WorkflowFilesTest.class.getResourceAsStream("example.yaml")) {
            example = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }

        assertEquals(List.of(), problems(example));
    }

    @Test
    void everyInstalledStepHasItsRule() {
        Set<String> installed =
                STEPS.all().stream().map(step -> step.descriptor().name()).collect(Collectors.toSet());

        assertTrue(
                installed.containsAll(Set.of("load-model", "patch", "plot", "report", "write")), installed::toString);
        for (String name : installed) {
            assertTrue(SCHEMA.at("/$defs/step-" + name).isObject(), name);
            assertTrue(
                    SCHEMA.at("/$defs/step/properties/step/enum")
                            .valueStream()
                            .anyMatch(word -> name.equals(word.asString())),
                    name);
        }
    }

    @Test
    void theSchemaIsItselfValid() {
        Schema rules = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertEquals(
                List.of(), rules.validate(SCHEMA).stream().map(Object::toString).toList());
    }

    /** Each differs from a valid workflow by one mistake, as an editor would meet it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            steps:                                    | stepz:                            | a misspelt key of the file
            step: load-model                          | step: load-modle                  | an unknown step
            with: { source: folder }                  | wiht: { source: folder }          | a misspelt key of a step
            window: 3 }                                | windw: 3 }                         | a misspelt parameter
            window: 3 }                                | window: three }                    | a word for a number
            window: 3 }                                | window: 3.5 }                      | a fraction for a whole number
            inputs: { model: mamba, pairs: pairs }    | inputs: { model: mamba }          | an input too few
            inputs: { model: mamba, pairs: pairs }    | inputs: { model: mamba, pairs: pairs, facts: pairs } | an input too many
            shard: { pairs: 25 }                      | shard: { model: 25 }              | a shard over what is no table
            shard: { pairs: 25 }                      | shard: { pairs: 0 }               | a shard of no rows
            matrix: { state: [h, o] }                 | matrix: { state: [] }             | an axis without values
            matrix: { state: [h, o] }                 | matrix: { state: { from: 1 } }    | a range without an end
            kind: heatmap                             | kind: heatmop                     | an unknown choice
            name: right                               | nmae: right                       | a workflow without a name
            """)
    void aMistakeIsFound(String right, String wrong, String what) {
        assertEquals(List.of(), problems(RIGHT));
        assertTrue(RIGHT.contains(right), () -> "the workflow has no " + right);
        assertFalse(problems(last(RIGHT, right, wrong)).isEmpty(), what);
    }

    // Params have the same words before; the last is the step's.
    private static String last(String file, String from, String to) {
        int at = file.lastIndexOf(from);
        return file.substring(0, at) + to + file.substring(at + from.length());
    }

    private static List<String> problems(String yaml) {
        return VALIDATOR.validate(yaml, InputFormat.YAML).stream()
                .map(Object::toString)
                .toList();
    }
}
