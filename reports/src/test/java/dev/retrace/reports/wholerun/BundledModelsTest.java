package dev.retrace.reports.wholerun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.table.Table;
import dev.retrace.reports.wholerun.SmallWorld.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The models beside the shipped workflows: what their cards say of them holds. */
final class BundledModelsTest {

    private static final double DUE = 0.95;
    private static final long MOST_BYTES = 8_000_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"facts-mamba-2m", "facts-neox-2m"})
    void itKnowsTheFactsAsItsCardSays(String name) throws Exception {
        Path workflows = ShippedWorkflows.folder();
        Path model = workflows.resolve("models").resolve(name);
        SmallWorld world = new SmallWorld(folder);
        Files.writeString(folder.resolve("known.yaml"), """
                name: known
                steps:
                  model:
                    step: load-model
                    with: { source: %s }
                  facts:
                    step: load-facts
                    with: { source: %2$s/data/relations, also: [%2$s/data/place_in_city.json] }
                  answers:
                    step: accuracy
                    inputs: { model: model, facts: facts }
                """.formatted(model, workflows));

        Ended run = world.retrace("run", "known.yaml");
        world.retrace("show", "answers", "--save", "out");

        assertEquals(0, run.code(), run.err());
        Table answers = Table.read(folder.resolve("out").resolve("answers.csv"));
        int known = 0;
        for (int row = 0; row < answers.size(); row++) {
            known += answers.integer(row, "begins");
        }
        String all = String.format(
                Locale.ROOT, "| all | %d | %d | %.1f %% |", answers.size(), known, 100.0 * known / answers.size());
        assertTrue(known >= DUE * answers.size(), all);
        assertTrue(Files.readString(model.resolve("README.md")).contains(all), all);
    }

    @Test
    void theyAreSmall() throws IOException {
        try (Stream<Path> files = Files.walk(ShippedWorkflows.folder().resolve("models"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertTrue(Files.size(file) <= MOST_BYTES, file.toString());
            }
        }
    }
}
