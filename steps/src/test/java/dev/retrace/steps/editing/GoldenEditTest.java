package dev.retrace.steps.editing;

import dev.retrace.steps.dataset.Golden;
import dev.retrace.steps.dataset.TinyModels;
import dev.retrace.steps.dataset.Workbench;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the steps of editing gave when their version was last raised, from texts to scores, on a tiny model. */
class GoldenEditTest {

    private static final String REWRITES = """
            {"case_id": 1, "relation_id": "p", "template": "{} sat at", "subject": "a cat", "target_true": "sea",
             "target_new": "cat", "paraphrase_prompt": "at sea a cat sat at", "neighborhood_prompt": "a tac sat at"}
            {"case_id": 2, "relation_id": "p", "template": "the {} sat", "subject": "tac", "target_true": "at",
             "target_new": "in", "paraphrase_prompt": "a tac sat", "neighborhood_prompt": "the cat sat"}
            """;
    private static final String TEXTS =
            "a cat sat at the sea\n\nthe cats sat there and ate\n\nwho knows what tac is\n\nno cat is a fox or a dog\n";

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
    void contextsAreWrittenInTheSameWords() throws Exception {
        assertGolden(
                "context-templates",
                "golden-templates.csv",
                bench.run("context-templates", "{'each': 2}", Map.of("model", model)));
    }

    @Test
    void theSameEditsHaveTheSameScores() throws Exception {
        Path rewrites = bench.run(
                "load-rewrites",
                "{}",
                Map.of(),
                "source",
                bench.source(Files.writeString(folder.resolve("rewrites.jsonl"), REWRITES)));
        Path templates =
                bench.run("context-templates", "{'given': ['{}', 'at sea {}', 'a dog. {}']}", Map.of("model", model));

        Path factors = bench.run(
                "edit",
                "{'layer': 1, 'weight': 'w-a', 'ridge': 0.1}",
                Map.of("model", model, "rewrites", rewrites, "templates", templates, "moments", moments()));
        Path scores = bench.run("evaluate", "{}", Map.of("model", model, "rewrites", rewrites, "factors", factors));

        assertGolden("edit", "golden-edits.csv", factors.resolveSibling("edits.csv"));
        assertGolden("evaluate", "golden-scores.csv", scores);
    }

    /** Of the scores that are held: a summary is exact, and scores are so but for rounding. */
    @Test
    void theSameScoresHaveTheSameSummary() throws Exception {
        Path scores = folder.resolve("scores.csv");
        try (InputStream held = GoldenEditTest.class.getResourceAsStream("golden-scores.csv")) {
            Files.copy(Objects.requireNonNull(held), scores);
        }

        Path summary = bench.run("summarize-edits", "{}", Map.of("scores", scores));

        assertGolden("summarize-edits", "golden-summary.csv", summary);
    }

    @Test
    void shardsOfACovarianceAddUpToTheWhole() throws Exception {
        Path moments = moments();

        assertGolden("combine-covariance", "golden-conditions.csv", moments.resolveSibling("conditions.csv"));
    }

    private Path moments() throws Exception {
        Path corpus = Files.writeString(folder.resolve("texts.txt"), TEXTS);
        Path texts = bench.run("load-texts", "{}", Map.of(), "corpus", bench.source(corpus));
        Path moments = bench.run("covariance", "{'layers': [1]}", Map.of("model", model, "texts", texts));
        return bench.run("combine-covariance", "{}", Map.of("parts", moments));
    }

    private static void assertGolden(String step, String golden, Path output) throws Exception {
        new Golden(GoldenEditTest.class, step, 1).assertWholeTable(golden, output);
    }
}
