package dev.retrace.steps.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.checkpoint.TinyDownload;
import dev.retrace.steps.dataset.Workbench;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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
        Path tiny = Files.createDirectory(folder.resolve("tiny"));
        TinyDownload.into(tiny);
        tokenizer(tiny.resolve(TinyDownload.TOKENIZER));
        model = bench.run("load-model", "{}", Map.of(), "source", bench.source(tiny));
    }

    /** The tiny tokenizer with as many tokens as the tiny model has rows. */
    private static void tokenizer(Path file) throws Exception {
        try (InputStream tokenizer =
                GoldenOutputTest.class.getResourceAsStream("/dev/retrace/steps/tokenizer/tiny-tokenizer.json")) {
            JsonNode json = JsonMapper.shared()
                    .readTree(Objects.requireNonNull(tokenizer).readAllBytes());
            ObjectNode vocabulary = (ObjectNode) json.get("model").get("vocab");
            for (int id = 41; id < 96; id++) {
                vocabulary.put("unused" + id, id);
            }
            Files.write(file, JsonMapper.shared().writeValueAsBytes(json));
        }
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
        Table table = Table.read(output);
        try (InputStream held = GoldenOutputTest.class.getResourceAsStream(golden)) {
            Table expected =
                    Table.ofCsv(new String(Objects.requireNonNull(held).readAllBytes(), StandardCharsets.UTF_8));
            StepDescriptor<?> descriptor = descriptor(step);
            assertEquals(version, descriptor.version(), "the version was raised: put the new output into " + golden);
            assertEquals(expected.size(), table.size(), changed(step));
            for (int row = 0; row < expected.size(); row++) {
                for (String column : expected.columns()) {
                    assertClose(step, expected.text(row, column), table.text(row, column), descriptor.tolerance());
                }
            }
        }
    }

    private Path pairs() throws Exception {
        Path file = Files.writeString(folder.resolve("pairs.csv"), PAIRS);
        return bench.run("build-corruptions", "{}", Map.of("model", model), "pairs", bench.source(file));
    }

    private static void assertClose(String step, String held, String now, Tolerance tolerance) {
        boolean measured = held.matches("-?\\d+\\.\\d+(E-?\\d+)?") && now.matches("-?\\d+\\.\\d+(E-?\\d+)?");
        assertTrue(
                measured ? tolerance.allows(Double.parseDouble(now), Double.parseDouble(held)) : held.equals(now),
                () -> changed(step) + ": " + held + " became " + now);
    }

    private static void assertGolden(String step, int version, String sha256, Path output) throws Exception {
        byte[] bytes = Files.readAllBytes(output);
        assertEquals(version, descriptor(step).version(), "the version was raised: put the new digest here");
        assertEquals(
                sha256,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)),
                () -> changed(step) + "; it is now\n" + new String(bytes, StandardCharsets.UTF_8));
    }

    private static String changed(String step) {
        return "output of step %s version %d changed: raise its version or find the cause"
                .formatted(step, descriptor(step).version());
    }

    private static StepDescriptor<?> descriptor(String step) {
        return StepRegistry.installed().find(step).map(Step::descriptor).orElseThrow();
    }
}
