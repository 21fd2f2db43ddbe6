package dev.retrace.steps.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.steps.dataset.Golden;
import dev.retrace.steps.dataset.TinyModels;
import dev.retrace.steps.dataset.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What steps gave when their version was last raised: users' caches hold it under that version. */
class GoldenOutputTest {

    private static final String FACTS = """
            {"name": "sits at", "prompt_templates": ["{} sat at"],
             "samples": [{"subject": "cat", "object": "a"}, {"subject": "cats", "object": "t"}]}
            """;
    /** Objects are mostly what the tiny model says behind the first trial's examples: sat, stat, cata. */
    private static final String RELATION = """
            {"name": "sits at", "prompt_templates": ["a {} sat"], "samples": [
             {"subject": "sat", "object": "sat"}, {"subject": "stat", "object": "stat"},
             {"subject": "cata", "object": "cata"}, {"subject": "act", "object": "p"},
             {"subject": "tats", "object": "unused85"}, {"subject": "acts", "object": "unused75"},
             {"subject": "tact", "object": "p"}, {"subject": "aca", "object": "sat"},
             {"subject": "tacs", "object": "unused91"}, {"subject": "cat", "object": "t"},
             {"subject": "cast", "object": "unused49"}, {"subject": "taca", "object": "l"},
             {"subject": "tac", "object": "t"}, {"subject": "at", "object": "c"}]}
            """;

    private static final String PAIRS = "clean,corrupt,subject,alternative\na cat sat,a tac sat,cat,tac\n";

    @TempDir
    private Path folder = Path.of("");

    private Workbench bench = new Workbench(folder);
    private Path model = folder;

    @BeforeEach
    void aTinyModel() throws Exception {
        bench = new Workbench(folder);
        model = TinyModels.load("mamba1-tiny", folder, bench);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void loadModelGivesTheSameDescription() throws Exception {
        assertGolden("load-model", 2, "3f7b56fdf392466ca7a8ee34efcbcd75a59aab3454781477954baf068a68aba8", model);
    }

    @Test
    void loadFactsGivesTheSameTable() throws Exception {
        Path file = Files.writeString(folder.resolve("facts.json"), FACTS);

        Path facts = bench.run("load-facts", "{}", Map.of(), "source", bench.source(file));

        assertGolden("load-facts", 1, "48f75d87ca5b0467486cfcdafcbf561b7b602301152bbcca5041a25e6b7e1a59", facts);
    }

    @Test
    void buildCorruptionsGivesTheSamePairs() throws Exception {
        assertGolden(
                "build-corruptions", 1, "63d48677c45e73e603ce6f31bec9faa16ddb6d92a9f83673dc3c303c4ce1f9c7", pairs());
    }

    /** Not the normalised effects: p_high − p_low is 0.02 here, and they divide by it. */
    @Test
    void patchGivesTheSameEffectsWithinItsTolerance() throws Exception {
        Path effects = bench.run("patch", "{'state': 'h'}", Map.of("model", model, "pairs", pairs()));

        assertGoldenTable("patch", 3, "golden-effects.csv", effects);
    }

    @Test
    void blockPathsGivesTheSameEffectsWithinItsTolerance() throws Exception {
        Path effects = bench.run("block-paths", "{}", Map.of("model", model, "pairs", pairs()));

        assertGoldenTable("block-paths", 1, "golden-paths.csv", effects);
    }

    @Test
    void accuracyGivesTheSameAnswersWithinItsTolerance() throws Exception {
        Path file = Files.writeString(folder.resolve("facts.json"), FACTS);
        Path facts = bench.run("load-facts", "{}", Map.of(), "source", bench.source(file));

        Path answers = bench.run("accuracy", "{}", Map.of("model", model, "facts", facts));

        assertGoldenTable("accuracy", 1, "golden-answers.csv", answers);
    }

    @Test
    void ablateGivesTheSameChangesWithinItsTolerance() throws Exception {
        Path texts = Files.writeString(folder.resolve("texts.txt"), "a cat sat\n\ncats sat at a\n");
        Path file = Files.writeString(folder.resolve("facts.json"), FACTS);
        Path facts = bench.run("load-facts", "{}", Map.of(), "source", bench.source(file));
        Path means = bench.run("average-states", "{'texts': 2}", Map.of("model", model), "corpus", bench.source(texts));

        Path changes = bench.run(
                "ablate", "{'window': 2, 'prefix': 'a '}", Map.of("model", model, "facts", facts, "means", means));

        assertEquals(1, descriptor("average-states").version(), "the version was raised: make golden-changes.csv anew");
        assertGoldenTable("ablate", 1, "golden-changes.csv", changes);
    }

    @Test
    void linearRelationGivesTheSameCountsWithinItsTolerance() throws Exception {
        Path file = Files.writeString(folder.resolve("relation.json"), RELATION);
        Path facts = bench.run("load-facts", "{}", Map.of(), "source", bench.source(file));
        String with = "{'trials': 2, 'examples': 3, 'context': 2, 'layers': ['emb', '0', '3'], 'betas': [1, 5],"
                + " 'ranks': [0, 4, 16]}";

        Path faithfulness = bench.run("linear-relation", with, Map.of("model", model, "facts", facts));

        for (String table : List.of("faithfulness", "causality", "baselines", "trials", "samples", "operators")) {
            assertGoldenTable(
                    "linear-relation",
                    2,
                    "golden-relation-" + table + ".csv",
                    faithfulness.resolveSibling(table + ".csv"));
        }
        Path bars = bench.run(
                "summarize-relations",
                "{}",
                Map.of(
                        "faithfulness", faithfulness,
                        "causality", faithfulness.resolveSibling("causality.csv"),
                        "baselines", faithfulness.resolveSibling("baselines.csv")));
        assertGoldenTable("summarize-relations", 2, "golden-relation-bars.csv", bars);
        assertGoldenTable("summarize-relations", 2, "golden-relation-sweeps.csv", bars.resolveSibling("sweeps.csv"));
    }

    private static void assertGoldenTable(String step, int version, String golden, Path output) throws Exception {
        new Golden(GoldenOutputTest.class, step, version).assertTable(golden, output);
    }

    private Path pairs() throws Exception {
        Path file = Files.writeString(folder.resolve("pairs.csv"), PAIRS);
        return bench.run("build-corruptions", "{}", Map.of("model", model), "pairs", bench.source(file));
    }

    private static void assertGolden(String step, int version, String sha256, Path output) throws Exception {
        new Golden(GoldenOutputTest.class, step, version).assertBytes(sha256, output);
    }

    private static StepDescriptor<?> descriptor(String step) {
        return StepRegistry.installed().find(step).map(Step::descriptor).orElseThrow();
    }
}
