package dev.retrace.engine.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a step says about how its cells are handled. */
final class HandlingTest {

    private static final String STEP = """
            name: w
            params: { memory: 8GB }
            steps:
              facts:
                step: load-facts
                with: { source: facts.csv }
            """;

    @TempDir
    private Path folder;

    private WorkflowFolder workflows;

    @BeforeEach
    void setUp() {
        workflows = new WorkflowFolder(folder);
    }

    @Test
    void whatIsNotSaidIsTheStepsOwn() throws IOException {
        assertEquals(new Handling(Resources.LIGHT, null, null), handling(""));
    }

    @Test
    void resourcesTimeoutAndRetriesAreReadAndMayNameParams() throws IOException {
        assertEquals(
                new Handling(new Resources(2, 8_000_000_000L), Duration.ofMinutes(30), 2),
                handling("resources: { cores: 2, memory: \"${memory}\" }\n    timeout: 30m\n    retries: 2"));
        assertEquals(new Handling(new Resources(0, 0), null, 0), handling("resources: { cores: 0 }\n    retries: 0"));
    }

    @ParameterizedTest
    @CsvSource({"4GB, 4000000000", "1.5 GiB, 1610612736", "512MB, 512000000", "10kB, 10000", "0B, 0"})
    void memoryIsANumberAndAUnit(String text, long bytes) throws IOException {
        assertEquals(
                bytes,
                handling("resources: { memory: " + text + " }").resources().memory());
    }

    @ParameterizedTest
    @CsvSource({"90s, 90000", "1.5h, 5400000", "250ms, 250", "2 d, 172800000"})
    void aTimeIsANumberAndAUnit(String text, long millis) throws IOException {
        assertEquals(Duration.ofMillis(millis), handling("timeout: " + text).timeout());
    }

    @Test
    void mistakesAreToldWithTheNearestWord() throws IOException {
        assertEquals("""
                w.yaml:7:18: no key of a resources of a step is called 'memry'; did you mean 'memory'? Known: cores, memory
                      resources: { memry: 4GB }
                                   ^""", refused("resources: { memry: 4GB }"));
        assertEquals("""
                w.yaml:7:26: memory takes an amount with a unit, as 4GB or 512MB, but this is '4Gb'; no unit of memory is called 'Gb'; did you mean 'GB'? Known: B, kB, KiB, MB, MiB, GB, GiB, TB, TiB
                      resources: { memory: 4Gb }
                                           ^""", refused("resources: { memory: 4Gb }"));
        assertEquals("""
                w.yaml:7:5: no key of a step is called 'timout'; did you mean 'timeout'? Known: step, inputs, matrix, shard, chain, with, resources, timeout, retries
                      timout: 30m
                      ^""", refused("timout: 30m"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout: 30",
                "timeout: 0s",
                "timeout: -1h",
                "timeout: 99999999999d",
                "timeout: [1h]",
                "retries: -1",
                "retries: 1.5",
                "retries: 101",
                "resources: { cores: many }",
                "resources: { memory: 999999999999TB }",
                "resources: 4GB"
            })
    void whatMakesNoSenseIsRefused(String line) throws IOException {
        assertTrue(refused(line).startsWith("w.yaml:7:"), refused(line));
    }

    @Test
    void allCellsOfAStepAreHandledAlike() throws IOException {
        String message = refused("matrix: { n: [1, 2] }\n    timeout: \"${matrix.n}m\"");

        assertTrue(message.contains("timeout is the same for all cells of a step: no ${matrix.…} here"), message);
    }

    @Test
    void theSchemaTakesWhatTheReaderTakes() {
        JsonNode step = WorkflowSchema.of(ToySteps.registry()).at("/$defs/step/properties");

        Pattern memory = Pattern.compile(
                step.at("/resources/properties/memory/anyOf/0/pattern").asString());
        Pattern time = Pattern.compile(step.at("/timeout/anyOf/0/pattern").asString());
        assertTrue(memory.matcher("1.5 GiB").find());
        assertFalse(memory.matcher("4Gb").find());
        assertTrue(time.matcher("30m").find());
        assertFalse(time.matcher("30").find());
        assertEquals(100, step.at("/retries/anyOf/0/maximum").asInt());
        assertFalse(step.at("/resources/additionalProperties").asBoolean(true));
    }

    private Handling handling(String lines) throws IOException {
        return workflows.read(STEP + "    " + lines + "\n").steps().get(0).handling();
    }

    private String refused(String lines) throws IOException {
        return workflows.refused(STEP + "    " + lines + "\n");
    }
}
