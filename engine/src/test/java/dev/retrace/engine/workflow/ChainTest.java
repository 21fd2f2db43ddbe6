package dev.retrace.engine.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which cell of a chain reads which. */
final class ChainTest {

    @TempDir
    private Path folder;

    private WorkflowFolder workflows;

    @BeforeEach
    void setUp() {
        workflows = new WorkflowFolder(folder);
    }

    @Test
    void eachCellReadsTheOneBeforeItOnItsAxisAndTheSameElsewhere() throws IOException {
        List<CellSpec> cells = cells(training("", "chain: { checkpoint: until }"));

        assertEquals(6, cells.size());
        assertEquals(Map.of("until", "500", "seed", "1"), cells.get(0).coordinates());
        assertEquals(List.of("texts"), List.copyOf(cells.get(0).inputs().keySet()));
        assertEquals(Map.of("until", "1000", "seed", "2"), cells.get(3).coordinates());
        assertEquals(
                List.of(new Reference("training", "checkpoint", Map.of("until", "500", "seed", "2"))),
                cells.get(3).inputs().get("checkpoint"));
    }

    @Test
    void theFirstCellTakesWhatInputsGive() throws IOException {
        List<CellSpec> cells = cells(training(", checkpoint: earlier.checkpoint", "chain: { checkpoint: until }"));

        Reference given = new Reference("earlier", "checkpoint", Map.of());
        assertEquals(List.of(given), cells.get(1).inputs().get("checkpoint"));
        assertEquals(
                List.of(new Reference("training", "checkpoint", Map.of("until", "1000", "seed", "2"))),
                cells.get(5).inputs().get("checkpoint"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chain: { texts: until } | 9:14 | no input of one file of train that is also one of its outputs is called 'texts'. Known: checkpoint",
                "chain: { checkpoint: untill } | 9:26 | no axis of this step's matrix is called 'untill'; did you mean 'until'? Known: until, seed",
                "chain: { checkpoint: [until] } | 9:26 | chain takes the name of an axis, but this is a list",
                "chain: { checkpoint: until, texts: until } | 9:12 | chain takes one input and an axis of the matrix, as {checkpoint: until}, but this names 2",
                "chain: until | 9:12 | chain is a mapping of keys to values, but this is 'until'",
                "'shard: { texts: 5 }\n    chain: { checkpoint: until }' | 10:14 | the cells of a chain are not cut into shards; remove chain or shard"
            })
    void aChainThatCannotBeIsTold(String chain, String place, String told) throws IOException {
        String message = workflows.refused(training("", chain));

        assertEquals(
                "w.yaml:" + place + ": " + told, message.lines().findFirst().orElse(""));
    }

    private List<CellSpec> cells(String yaml) throws IOException {
        return workflows.read(yaml).steps().stream()
                .filter(step -> step.id().equals("training"))
                .findFirst()
                .orElseThrow()
                .cells();
    }

    private static String training(String inputs, String chain) {
        return """
                name: w
                steps:
                  texts: { step: load-facts, with: { source: places } }
                  earlier: { step: train, inputs: { texts: texts }, with: { limit: 3 } }
                  training:
                    step: train
                    matrix: { until: { from: 500, to: 1500, step: 500 }, seed: [1, 2] }
                    inputs: { texts: texts%s }
                    %s
                    with: { limit: "${matrix.until}", seed: "${matrix.seed}" }
                """.formatted(inputs, chain);
    }
}
