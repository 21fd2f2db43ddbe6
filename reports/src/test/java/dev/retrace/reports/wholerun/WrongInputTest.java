package dev.retrace.reports.wholerun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.reports.wholerun.SmallWorld.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a stranger gets to read who gives something wrong, and the exit code with it. */
final class WrongInputTest {

    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int INVALID_WORKFLOW = 3;

    @TempDir
    private Path folder;

    private SmallWorld world;
    private Path workflow;

    @BeforeEach
    void theExampleInASmallWorld() throws IOException {
        world = new SmallWorld(folder);
        workflow = world.workflow("example.yaml");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            step: load-facts         | step: load-fact          | :17:11: no step is called 'load-fact'; did you mean 'load-facts'?
            state: h, window: 1      | state: h, windw: 1       | did you mean 'window'?
            state: h, window: 1      | state: h, window: ten    | but this is 'ten'
            state: h, window: 1      | state: q, window: 1      | 'q'
            "${model}"               | ${model}                 | quote
            default: relations       | default: relation        | there is no file or folder
            inputs: { model: mamba, pairs: pairs } | inputs: { model: facts, pairs: pairs } | takes an output called 'model', but 'facts' gives 'facts.csv'
            inputs: { model: mamba, pairs: pairs } | inputs: { model: mamba, pairs: mamba } | shard cuts a table, but 'mamba.model' is json, not csv
            inputs: { table: trace-h } | inputs: { table: mamba } | takes a table, but 'mamba.model' is json, not csv
            inputs: { table: trace-h } | inputs: { table: report } | these steps wait for each other, for each reads the next: figure-2b -> report -> figure-2b;
            """)
    void aWrongWorkflowIsToldWithItsPlace(String right, String wrong, String message) throws Exception {
        String text = Files.readString(workflow);
        assertTrue(text.contains(right), right);
        Files.writeString(workflow, text.replace(right, wrong));

        Ended run = world.retrace("run", "example.yaml");

        assertEquals(INVALID_WORKFLOW, run.code(), run.err());
        assertTrue(run.err().contains("example.yaml:"), run.err());
        assertTrue(run.err().contains(message), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    @Test
    void aWorkflowThatIsNotThereIsAUsageMistake() throws Exception {
        assertEnds(USAGE, "there is no workflow file nowhere.yaml", "run", "nowhere.yaml");
    }

    @Test
    void truncatedWeightsAreNamed() throws Exception {
        Path weights = folder.resolve("model").resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 100));

        assertEnds(FAILED, "model.safetensors", "run", "example.yaml");
    }

    @Test
    void aTokenizerOfAnotherModelIsNotedBeforeAnythingRuns() throws Exception {
        SmallMamba.tokenizer(folder.resolve("model").resolve("tokenizer.json"), SmallMamba.VOCABULARY + 40);

        assertEnds(FAILED, "tokenizer", "run", "example.yaml");
    }

    @Test
    void aSubjectThatIsNotInItsPromptIsNamed() throws Exception {
        Files.writeString(
                folder.resolve("pairs.csv"), "clean,corrupt,subject,alternative\nRome is in,Bonn is in,Paris,Bonn\n");
        Files.writeString(folder.resolve("own.yaml"), """
                name: own
                steps:
                  mamba:
                    step: load-model
                    with: { source: model }
                  pairs:
                    step: build-corruptions
                    inputs: { model: mamba }
                    with: { pairs: pairs.csv }
                """);

        assertEnds(FAILED, "Paris", "run", "own.yaml");
    }

    @Test
    void noFactLeftAfterFilteringSaysHowManyThereWere() throws Exception {
        for (String relation : new String[] {"city_of", "sport_of", "tongue_of"}) {
            Path file = folder.resolve("relations").resolve(relation + ".json");
            Files.writeString(file, Files.readString(file).replaceAll("\"object\":\"", "\"object\":\"\u00b6"));
        }

        assertEnds(FAILED, "600", "run", "example.yaml");
    }

    @Test
    void aStoreThatCannotBeWrittenIsNamedWithARemedy() throws Exception {
        Path file = Files.writeString(folder.resolve("plain-file"), "not a folder");

        assertEnds(FAILED, "--store", "run", "example.yaml", "--store", file.toString());
    }

    private void assertEnds(int code, String message, String... arguments) throws Exception {
        Ended run = world.retrace(arguments);

        assertEquals(code, run.code(), run.err());
        assertTrue(run.err().contains(message), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }
}
