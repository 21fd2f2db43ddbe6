package dev.retrace.steps.editing.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.TinyModels;
import dev.retrace.steps.dataset.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A tiny transformer that takes 128 tokens, asked for what it says itself. */
class FilterRewritesStepTest {

    private static final String GIVEN = "{'given': ['{}', 'a cat sat at a cat sat at {}']}";

    @TempDir
    private Path folder = Path.of("");

    private Workbench bench = new Workbench(folder);
    private Path model = folder;

    @BeforeEach
    void aTinyTransformer() throws Exception {
        bench = new Workbench(folder);
        model = TinyModels.load("gptneox-tiny", folder, bench);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void whatCannotBeEditedIsDroppedWithItsReason() throws Exception {
        String near = "a".repeat(123); // and 4 of the template: 127 tokens
        Path rewrites = rewrites(Map.of(
                "fits", record("{} sat", "a cat", "cat"),
                "digits", record("the {} sat", "42", "cat"),
                "tail", record("{} cat at", near, "at sea"),
                "measure", record("the {} sat", "tac", "cat", "42")));

        Path known = bench.run("filter-rewrites", "{}", Map.of("model", model, "rewrites", rewrites));

        assertEquals(List.of("fits"), column(Table.read(known), "case"));
        Map<String, String> reasons = reasons(known);
        assertEquals("no token of 'the 42 sat' covers the subject '42'", reasons.get("digits"));
        assertEquals("the tokenizer makes no token of '42'", reasons.get("measure"));
        assertTrue(
                reasons.getOrDefault("tail", "")
                        .endsWith("has 126 tokens and 4 more to follow, but the model takes 128"),
                reasons::toString);
    }

    @Test
    void aContextThatMakesARequestTooLongDropsItWhereContextsAreGiven() throws Exception {
        Path rewrites = rewrites(Map.of(
                "fits", record("{} sat", "a cat", "cat"),
                "long", record("{} cat at", "a".repeat(118), "cat"))); // 121 tokens
        Path templates = bench.run("context-templates", GIVEN, Map.of("model", model));

        Path all = bench.run("filter-rewrites", "{}", Map.of("model", model, "rewrites", rewrites));
        Path those = bench.run(
                "filter-rewrites", "{}", Map.of("model", model, "rewrites", rewrites, "templates", templates));

        assertEquals(2, Table.read(all).size());
        assertEquals(List.of("fits"), column(Table.read(those), "case"));
        assertTrue(
                reasons(those)
                        .getOrDefault("long", "")
                        .contains("tokens and 0 more to follow, but the model takes 128"),
                reasons(those)::toString);
    }

    private record Asked(String template, String subject, String target, List<String> paraphrases) {}

    private static Asked record(String template, String subject, String target, String... paraphrases) {
        return new Asked(template, subject, target, List.of(paraphrases));
    }

    /** Requests whose true object is what the model says. */
    private Path rewrites(Map<String, Asked> asked) throws Exception {
        List<Map<String, Object>> records = new ArrayList<>();
        for (Map.Entry<String, Asked> each : asked.entrySet()) {
            Asked of = each.getValue();
            Map<String, Object> rewrite = new LinkedHashMap<>();
            rewrite.put("prompt", of.template);
            rewrite.put("subject", of.subject);
            rewrite.put("relation_id", "p");
            rewrite.put("target_new", Map.of("str", of.target));
            rewrite.put("target_true", Map.of("str", answer(of)));
            records.add(Map.of(
                    "case_id",
                    each.getKey(),
                    "requested_rewrite",
                    rewrite,
                    "paraphrase_prompts",
                    of.paraphrases,
                    "neighborhood_prompts",
                    List.of(),
                    "generation_prompts",
                    List.of(),
                    "attribute_prompts",
                    List.of()));
        }
        Path file = folder.resolve("rewrites.json");
        Files.writeString(file, JsonMapper.shared().writeValueAsString(records));
        return bench.run("load-rewrites", "{}", Map.of(), "source", bench.source(file));
    }

    private String answer(Asked asked) throws Exception {
        Map<String, Object> relation = Map.of(
                "name",
                "p",
                "prompt_templates",
                List.of(asked.template),
                "samples",
                List.of(Map.of("subject", asked.subject, "object", "a")));
        Path file = folder.resolve("relation.json");
        Files.writeString(file, JsonMapper.shared().writeValueAsString(relation));
        Path facts = bench.run("load-facts", "{}", Map.of(), "source", bench.source(file));
        return Table.read(bench.run("accuracy", "{}", Map.of("model", model, "facts", facts)))
                .text(0, "prediction");
    }

    private static Map<String, String> reasons(Path known) throws Exception {
        Table dropped = Table.read(known.resolveSibling("dropped.csv"));
        Map<String, String> reasons = new LinkedHashMap<>();
        for (int row = 0; row < dropped.size(); row++) {
            reasons.put(dropped.text(row, "case"), dropped.text(row, "reason"));
        }
        return reasons;
    }

    private static List<String> column(Table table, String column) {
        List<String> values = new ArrayList<>();
        for (int row = 0; row < table.size(); row++) {
            values.add(table.text(row, column));
        }
        return values;
    }
}
