package dev.retrace.steps.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Refusal;
import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.dataset.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a model's folder and a data set to indirect effects, step by step, as a workflow runs them. */
class FactualRecallTest {

    @TempDir
    private Path folder = Path.of("");

    private Workbench bench = new Workbench(folder);
    private Path model = folder;
    private Path facts = folder;

    @BeforeEach
    void load() throws Exception {
        bench = new Workbench(folder);
        Path weights = SharedFolder.require("models/facts-mamba-13m");
        Path relations = SharedFolder.require("data/relations/data/factual");
        model = bench.run("load-model", "{}", Map.of(), "source", bench.source(weights));
        facts = bench.run("load-facts", "{}", Map.of(), "source", bench.source(relations));
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void theRelationsDataBecomeIndirectEffects() throws Exception {
        Path known = bench.run("filter-known", "{'limit': 52, 'seed': 7}", Map.of("model", model, "facts", facts));
        Path paired = bench.run("build-corruptions", "{'seed': 7}", Map.of("model", model, "facts", known));
        Path patched = bench.run("patch", "{'state': 'h'}", Map.of("model", model, "pairs", paired));

        Table pairs = Table.read(paired);
        Table effects = Table.read(patched);
        assertEquals(52, Table.read(known).size());
        assertEquals(26, distinct(Table.read(known), "relation").size());
        assertEquals(distinct(pairs, "fact"), distinct(effects, "fact"));
        assertEquals(16 * tokens(pairs), effects.size());
        for (int row = 0; row < effects.size(); row++) {
            // The last token's state above the last block is all that the answer is read from.
            if (effects.text(row, "bucket").equals("last") && effects.integer(row, "layer") == 15) {
                assertEquals(effects.number(row, "p_high"), effects.number(row, "p_patched"), 1e-5);
            }
        }
    }

    @Test
    void theSameCellGivesTheSameBytes() throws Exception {
        Path known = bench.run("filter-known", "{'limit': 30}", Map.of("model", model, "facts", facts));
        Path pairs = bench.run("build-corruptions", "{}", Map.of("model", model, "facts", known));
        String with = "{'state': 's', 'window': 10}";

        Path first = bench.run("patch", with, Map.of("model", model, "pairs", pairs));
        Path second = bench.run("patch", with, Map.of("model", model, "pairs", pairs));

        assertEquals(-1, Files.mismatch(first, second));
    }

    @Test
    void aModelThatKnowsNothingIsSaidToWithReasons() throws Exception {
        Path nonsense = folder.resolve("nonsense.json");
        Files.writeString(nonsense, """
                {"name": "n", "prompt_templates": ["{} is"], "samples": [{"subject": "Rome", "object": "qqq"}]}
                """);
        Path table = bench.run("load-facts", "{}", Map.of(), "source", bench.source(nonsense));

        Refusal.says(
                () -> bench.run("filter-known", "{}", Map.of("model", model, "facts", table)),
                "the model knows none of the 1 facts",
                "Likely causes: a tokenizer");
        assertTrue(bench.lane().lines().contains("n: of 1 facts 1 were put to the model, 0 known, 0 kept"));
    }

    @Test
    void factsOrPairsAreGivenNotBoth() throws Exception {
        Path own = folder.resolve("own.csv");
        Files.writeString(own, "clean,corrupt,subject,alternative\nRome is in,Paris is in,Rome,Paris\n");
        Map<String, Path> both = Map.of("model", model, "facts", facts);

        Path pairs = bench.run("build-corruptions", "{}", Map.of("model", model), "pairs", bench.source(own));

        assertEquals("Paris is in", Table.read(pairs).text(0, "corrupt"));
        Refusal.says(() -> bench.run("build-corruptions", "{}", both, "pairs", bench.source(own)), "was given both");
        Refusal.says(() -> bench.run("build-corruptions", "{}", Map.of("model", model)), "was given neither");
    }

    private static int tokens(Table pairs) {
        return IntStream.range(0, pairs.size())
                .map(row -> pairs.text(row, "clean_ids").split(" ").length)
                .sum();
    }

    private static Set<String> distinct(Table table, String column) {
        return IntStream.range(0, table.size())
                .mapToObj(row -> table.text(row, column))
                .collect(Collectors.toSet());
    }
}
