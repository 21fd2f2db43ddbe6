package dev.retrace.steps.editing.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.table.Table;
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

/** Texts about two edited subjects, and a third of which the data give no prompts. */
class EvaluateGenerationStepTest {

    private static final String REWRITES = """
            [{"case_id": 1, "requested_rewrite": {"prompt": "{} sat at", "subject": "a cat", "relation_id": "p",
              "target_new": {"str": "cat"}, "target_true": {"str": "sea"}}, "paraphrase_prompts": [],
              "neighborhood_prompts": [], "attribute_prompts": [],
              "generation_prompts": ["a cat sat", "the cat is", "42"]},
             {"case_id": 2, "requested_rewrite": {"prompt": "the {} sat", "subject": "tac", "relation_id": "p",
              "target_new": {"str": "in"}, "target_true": {"str": "at"}}, "paraphrase_prompts": [],
              "neighborhood_prompts": [], "attribute_prompts": [], "generation_prompts": ["the tac"]},
             {"case_id": 3, "requested_rewrite": {"prompt": "{} sat", "subject": "a fox", "relation_id": "p",
              "target_new": {"str": "in"}, "target_true": {"str": "at"}}, "paraphrase_prompts": [],
              "neighborhood_prompts": [], "attribute_prompts": [], "generation_prompts": []}]
            """;

    @TempDir
    private Path folder = Path.of("");

    private Workbench bench = new Workbench(folder);
    private Path model = folder;
    private Path rewrites = folder;

    @BeforeEach
    void requests() throws Exception {
        bench = new Workbench(folder);
        model = TinyModels.load("mamba1-tiny", folder, bench);
        Path file = Files.writeString(folder.resolve("rewrites.json"), REWRITES);
        rewrites = bench.run("load-rewrites", "{}", Map.of(), "source", bench.source(file));
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void textsGoOnFromTheirPromptsAndAreMeasuredWhole() throws Exception {
        Path fluency = unedited("{'tokens': 12}");
        Table texts = texts(fluency);

        assertEquals(3, texts.size());
        for (int row = 0; row < 3; row++) {
            String text = texts.text(row, "text");
            assertTrue(
                    text.startsWith(texts.text(row, "prompt"))
                            && text.length() > texts.text(row, "prompt").length(),
                    text);
            assertEquals(Fluency.of(text).entropy(), texts.number(row, "entropy"));
            assertEquals("", texts.text(row, "weight"));
        }
        Table means = Table.read(fluency);
        assertEquals(2, means.size());
        assertEquals((texts.number(0, "entropy") + texts.number(1, "entropy")) / 2, means.number(0, "entropy"), 1e-12);
        assertEquals(2, means.number(0, "texts"));
    }

    @Test
    void whatIsNotMeasuredIsCountedWithItsReason() throws Exception {
        Table dropped = Table.read(unedited("{'tokens': 1}").resolveSibling("dropped.csv"));

        assertEquals(2, dropped.size());
        assertEquals("the tokenizer makes no token of '42'", dropped.text(0, "reason"));
        assertEquals("3", dropped.text(1, "case"));
        assertEquals("the data give no generation prompts", dropped.text(1, "reason"));
        assertTrue(
                bench.lane()
                        .lines()
                        .contains("3 texts of 2 requests; 1 requests have no generation prompts and were not"
                                + " measured"),
                bench.lane().lines()::toString);
    }

    @Test
    void theMostProbableTextOfAnEditedModelIsAnother() throws Exception {
        Path plain = unedited("{'tokens': 20, 'top': 1}");
        Path edited = bench.run(
                "evaluate-generation",
                "{'tokens': 20, 'top': 1}",
                Map.of("model", model, "rewrites", rewrites, "factors", factors()));

        assertEquals("w_o", texts(edited).text(0, "weight"));
        assertEquals("1", texts(edited).text(0, "layer"));
        assertEquals(3, texts(edited).size());
        assertFalse(
                List.of(texts(plain).text(0, "text"), texts(plain).text(2, "text"))
                        .equals(List.of(
                                texts(edited).text(0, "text"), texts(edited).text(2, "text"))),
                texts(edited).text(0, "text"));
    }

    @Test
    void theSameTextsComeAgain() throws Exception {
        new Golden(EvaluateGenerationStepTest.class, "evaluate-generation", 1)
                .assertTable("golden-generation.csv", unedited("{'tokens': 20}").resolveSibling("texts.csv"));
    }

    private Path unedited(String with) throws Exception {
        return bench.run("evaluate-generation", with, Map.of("model", model, "rewrites", rewrites));
    }

    private Path factors() throws Exception {
        Path corpus = Files.writeString(folder.resolve("texts.txt"), "a cat sat at the sea\n\nwho knows what tac is\n");
        Path texts = bench.run("load-texts", "{}", Map.of(), "corpus", bench.source(corpus));
        Path moments = bench.run("covariance", "{'layers': [1]}", Map.of("model", model, "texts", texts));
        Path templates = bench.run("context-templates", "{'given': ['{}']}", Map.of("model", model));
        return bench.run(
                "edit",
                "{'layer': 1, 'weight': 'w-o', 'ridge': 1}",
                Map.of(
                        "model", model,
                        "rewrites", rewrites,
                        "templates", templates,
                        "moments", bench.run("combine-covariance", "{}", Map.of("parts", moments))));
    }

    private static Table texts(Path fluency) throws Exception {
        return Table.read(fluency.resolveSibling("texts.csv"));
    }
}
