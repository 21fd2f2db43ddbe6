package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewriteReaderTest {

    private static final String ORIGINAL = """
            [{"case_id": 7, "pararel_idx": 3,
              "requested_rewrite": {"prompt": "{} is in", "relation_id": "P17", "subject": "Lyon",
                                    "target_new": {"str": "Peru", "id": "Q1"},
                                    "target_true": {"str": "France", "id": "Q2"}},
              "paraphrase_prompts": ["Where is Lyon? In", "Lyon lies in"],
              "neighborhood_prompts": ["Lille is in"], "attribute_prompts": ["Lima is in"],
              "generation_prompts": ["Lyon's mayor"]},
             {"case_id": 7,
              "requested_rewrite": {"prompt": "{} is in", "relation_id": "P17", "subject": "Nice",
                                    "target_new": {"str": "Peru"}, "target_true": {"str": "France"}}}]
            """;

    private static final String FLAT = """
            {"case_id": 7, "relation_id": "P17", "template": "{} is in", "subject": "Lyon", "target_true": "France",
             "target_new": " Peru", "paraphrase_prompt": "Lyon lies in", "neighborhood_prompt": "Lille is in"}
            {"relation_id": "P17", "template": "{} is in", "subject": "Nice", "target_true": "France",
             "target_new": "Chad"}
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void thePublishedFileIsReadWithAllItsPrompts() throws IOException {
        RewriteReader reader = new RewriteReader();

        reader.read(Sources.written(folder, "counterfact.json", ORIGINAL));

        assertEquals(1, reader.rewrites().size());
        assertEquals(1, reader.repeated());
        Rewrite rewrite = reader.rewrites().get(0);
        assertEquals("7", rewrite.id());
        assertEquals(new Fact("P17", "{} is in", "Lyon", "France"), rewrite.fact());
        assertEquals("Peru", rewrite.target());
        assertEquals(
                new Rewrite.Prompts(
                        List.of("Where is Lyon? In", "Lyon lies in"),
                        List.of("Lille is in"),
                        List.of("Lyon's mayor"),
                        List.of("Lima is in")),
                rewrite.prompts());
    }

    @Test
    void oneFlatRecordALineIsReadWithASinglePromptOfAKind() throws IOException {
        RewriteReader reader = new RewriteReader();

        reader.read(Sources.written(folder, "lite.jsonl", FLAT));

        Rewrite rewrite = reader.rewrites().get(0);
        assertEquals("Peru", rewrite.target());
        assertEquals(List.of("Lyon lies in"), rewrite.prompts().paraphrases());
        Rewrite other = reader.rewrites().get(1);
        assertEquals(other.fact().id(), other.id()); // a record without a number is called by its fact
        assertEquals(List.of(), other.prompts().neighborhood());
    }

    @Test
    void aTableGivesBackWhatWasRead() throws Exception {
        Path file = Files.writeString(folder.resolve("counterfact.json"), ORIGINAL);
        Workbench bench = new Workbench(folder);

        Path table = bench.run("load-rewrites", "{}", Map.of(), "source", bench.source(file));

        RewriteReader reader = new RewriteReader();
        reader.read(Sources.of(file));
        assertEquals(reader.rewrites(), Rewrite.readAll(Table.read(table)));
        assertEquals(List.of("1 requests; 1 repetitions left out"), bench.lane().lines());
    }

    @Test
    void whatIsNoRequestIsRefusedWithItsPlace() {
        RewriteReader reader = new RewriteReader();

        Refusal.says(
                () -> reader.read(Sources.written(folder, "facts.json", "[{\"attribute\": \"Paris\"}]")),
                "facts.json, record 1: is no request of CounterFact");
        Refusal.says(
                () -> reader.read(Sources.written(folder, "bad.json", ORIGINAL.replace("\"Lille is in\"", "3"))),
                "bad.json, record 1, neighborhood_prompts 1: must be a text");
        Refusal.says(
                () -> reader.read(Sources.written(folder, "name.json", ORIGINAL.replace("7,", "\"a/b\","))),
                "a case is named by up to 64 letters");
    }
}
