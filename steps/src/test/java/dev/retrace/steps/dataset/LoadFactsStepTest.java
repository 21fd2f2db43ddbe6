package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.TestLane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadFactsStepTest {

    private static final String CAPITALS = """
            {"name": "country capital", "prompt_templates": ["{} has the capital", "The capital of {} is"],
             "prompt_templates_zs": ["{}'s capital is called"],
             "samples": [{"subject": "France", "object": " Paris"}, {"subject": "Peru", "object": "Lima"},
                         {"subject": "France", "object": "Paris"}]}
            """;

    @TempDir
    private Path folder;

    private final TestLane lane = new TestLane();

    @Test
    void aSingleRelationIsCalledByTheNameInside() throws IOException {
        Table facts = load(Sources.written(folder, "any.json", CAPITALS), List.of(), 0);

        assertEquals(List.of("fact", "relation", "template", "subject", "object", "prompt"), facts.columns());
        assertEquals(2, facts.size());
        assertEquals("country_capital", facts.text(0, "relation"));
        assertEquals("France has the capital", facts.text(0, "prompt"));
        assertEquals("Paris", facts.text(0, "object"));
        assertEquals("Lima", facts.text(1, "object"));
        assertEquals(List.of("2 facts of 1 relations; 1 repetitions left out"), lane.lines());
    }

    @Test
    void theTemplateIsChosenByListAndIndex() throws IOException {
        Source source = Sources.written(folder, "any.json", CAPITALS);
        PromptTemplate alone = new PromptTemplate(PromptTemplate.Wording.ZERO_SHOT, 0);

        assertEquals("The capital of France is", load(source, List.of(), 1).text(0, "prompt"));
        assertEquals(
                "France's capital is called",
                new FactSource(List.of(source), alone, false)
                        .facts(List.of())
                        .get(0)
                        .prompt());
        Refusal.says(() -> load(source, List.of(), 2), "any.json, record 1: has 2 templates under 'prompt_templates'");
    }

    @Test
    void aFolderIsReadWithItsFoldersAndRelationsAreCalledByTheirFiles() throws IOException {
        Files.createDirectory(folder.resolve("inner"));
        Files.writeString(folder.resolve("inner/country_city.json"), CAPITALS);
        Files.writeString(folder.resolve("food.json"), relation("food", "Pizza", "Italy"));
        Files.writeString(folder.resolve("README.md"), "not data");
        Source source = Sources.of(folder);

        assertEquals(3, load(source, List.of(), 0).size());
        assertEquals("country_city", load(source, List.of("country capital"), 0).text(0, "relation"));
        assertEquals(2, load(source, List.of("country_city"), 0).size());
        Refusal.says(
                () -> load(source, List.of("foot"), 0),
                "no relation is called 'foot'; did you mean 'food'? It has: country_capital, country_city, food");
    }

    @Test
    void aBrokenFileDoesNotHurtThoseWhoDoNotAskForIt() throws IOException {
        Files.writeString(folder.resolve("broken.json"), "{");
        Files.writeString(folder.resolve("food.json"), relation("food", "Pizza", "Italy"));
        Source source = Sources.of(folder);

        assertEquals(1, load(source, List.of("food"), 0).size());
        Refusal.says(() -> load(source, List.of(), 0), "/broken.json, record 1 (line 1): not JSON");
    }

    @Test
    void aFurtherFileHoldsARelationThatTheFolderHasNot() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("broken.json"), "{");
        Files.writeString(data.resolve("food.json"), relation("food", "Pizza", "Italy"));
        Source capitals = Sources.written(folder, "any.json", CAPITALS);

        Table facts = load(parameters(Sources.of(data), List.of(capitals), List.of("food", "country_capital")));

        assertEquals(List.of("country_capital", "country_capital", "food"), column(facts, "relation"));
        assertEquals(List.of("France", "Peru", "Pizza"), column(facts, "subject"));
        Refusal.says(
                () -> load(parameters(capitals, List.of(capitals), List.of("foot"))),
                "any.json, " + capitals.location() + ": no relation is called 'foot'");
    }

    @Test
    void counterFactIsReadInBothForms() throws IOException {
        String original = """
                [{"case_id": 0, "requested_rewrite": {"prompt": "The mother tongue of {} is", "relation_id": "P103",
                  "target_new": {"str": "English", "id": "Q1860"}, "target_true": {"str": "French", "id": "Q150"},
                  "subject": "Danielle Darrieux"}, "paraphrase_prompts": ["a"]}]
                """;
        String lines = """
                {"case_id": 0, "relation_id": "P103", "template": "The mother tongue of {} is", "subject": "Danielle Darrieux", "target_true": "French", "target_new": "English"}
                {"case_id": 1, "relation_id": null, "template": "{} is a", "subject": "Rome", "target_true": "city", "target_new": "hat"}
                """;

        Table one = load(Sources.written(folder, "counterfact.json", original), List.of(), 0);
        Table other = load(Sources.written(folder, "lite.jsonl", lines), List.of("p103"), 0);

        assertEquals("The mother tongue of Danielle Darrieux is", one.text(0, "prompt"));
        assertEquals("French", one.text(0, "object"));
        assertEquals(1, other.size());
        assertEquals(one.text(0, "fact"), other.text(0, "fact"));
    }

    @Test
    void aKnownFactIsAskedByItsPromptNotItsTemplate() throws IOException {
        String known = """
                [{"known_id": 0, "subject": "Vinson Massif", "attribute": "Antarctica", "relation_id": "P30",
                  "template": "{} is located in the continent", "prediction": " of Antarctica.",
                  "prompt": "Vinson Massif is located in the continent of"}]
                """;

        Table facts = load(Sources.written(folder, "known.json", known), List.of(), 0);

        assertEquals("{} is located in the continent of", facts.text(0, "template"));
        assertEquals("Vinson Massif is located in the continent of", facts.text(0, "prompt"));
        assertEquals("Antarctica", facts.text(0, "object"));
    }

    @Test
    void aWrongRecordIsNamedWithItsPlaceAndWhatIsWrong() throws IOException {
        assertRefused("{\"name\": \"x\", \"samples\": []}", "needs a list under 'prompt_templates', but has none");
        assertRefused(relation("x", "", "o"), "record 1, samples 1: subject and object must not be empty");
        assertRefused(
                relation("x", "s", "o").replace("{} is", "is"),
                "samples 1: a template has exactly one {} for the subject, but this one is 'is'");
        assertRefused("[{\"subject\": \"a\"}]", "record 1: is of no known format");
        assertRefused("[1, 2]", "record 1: is of no known format");
        assertRefused("", "holds no record");
        assertRefused("[" + "[".repeat(1000) + "]", "record 1: not JSON within the limits");
        assertRefused(
                "[{\"attribute\": \"a\", \"subject\": \"b\", \"prompt\": \"c is\"}]",
                "its prompt 'c is' does not contain its subject 'b'");
        assertRefused(
                "{\"target_true\": \"a\", \"template\": \"{}\", \"subject\": 3}",
                "needs a text under 'subject', but has 3");
    }

    @Test
    void aFolderWithoutDataIsRefused() throws IOException {
        Files.writeString(folder.resolve("README.md"), "not data");
        Source source = Sources.of(folder);

        Refusal.says(() -> load(source, List.of(), 0), "holds no .json or .jsonl file among its 1 files");
    }

    /** Twin cities have several objects, and the last record is the first once more. */
    @Test
    void eachRecordOfAFactCanBeAskedFor() throws IOException {
        String records = "";
        for (String object : List.of("Bonn", "Kyiv", "Bonn")) {
            records +=
                    "{'relation_id': 'P190', 'template': '{} is a twin city of', 'subject': 'Oxford', 'target_true': '"
                            + object + "'}\n";
        }
        Source source = Sources.written(folder, "twins.jsonl", records.replace('\'', '"'));

        Table each = loadEach(source);

        String id = each.text(0, "fact");
        assertEquals(List.of("Bonn", "Kyiv", "Bonn"), column(each, "object"));
        assertEquals(List.of(id, id, id), column(each, "fact"));
        assertEquals(List.of(id, id + ".2", id + ".3"), column(each, "case"));
        assertEquals(
                "3 facts of 1 relations; 2 repetitions among them", lane.lines().get(0));
        assertEquals(1, load(source, List.of(), 0).size());
    }

    @Test
    void thePublicDataAreReadWhole() throws IOException {
        Path data = SharedFolder.require("data");

        // 9,696, 1,209, 21,919 and 674 records; those that repeat relation, subject and template are left out.
        assertEquals(9_646, count(data.resolve("relations/data/factual"), List.of()));
        assertEquals(1_209, count(data.resolve("known_1000/known_1000.json"), List.of()));
        assertEquals(21_598, count(data.resolve("counterfact/counterfact-lite.jsonl"), List.of()));
        assertEquals(
                21_919,
                loadEach(Sources.of(data.resolve("counterfact/counterfact-lite.jsonl")))
                        .size());
        assertEquals(673, count(data.resolve("relations/data"), List.of("company_hq")));
    }

    private static List<String> column(Table table, String name) {
        return IntStream.range(0, table.size())
                .mapToObj(row -> table.text(row, name))
                .toList();
    }

    private int count(Path data, List<String> relations) throws IOException {
        return load(Sources.of(data), relations, 0).size();
    }

    private void assertRefused(String content, String words) throws IOException {
        Source source = Sources.written(folder, "wrong.json", content);
        Refusal.says(() -> load(source, List.of(), 0), "wrong.json", words);
    }

    private static String relation(String name, String subject, String object) {
        return "{\"name\": \"%s\", \"prompt_templates\": [\"{} is\"], \"samples\": [{\"subject\": \"%s\", \"object\": \"%s\"}]}"
                .formatted(name, subject, object);
    }

    private Table load(Source source, List<String> relations, int template) throws IOException {
        return load(new LoadFactsStep.Parameters(
                source,
                List.of(),
                relations,
                template,
                PromptTemplate.Wording.FEW_SHOT,
                LoadFactsStep.Repetitions.ONCE));
    }

    private Table loadEach(Source source) throws IOException {
        return load(new LoadFactsStep.Parameters(
                source, List.of(), List.of(), 0, PromptTemplate.Wording.FEW_SHOT, LoadFactsStep.Repetitions.ALL));
    }

    private static LoadFactsStep.Parameters parameters(Source source, List<Source> also, List<String> relations) {
        return new LoadFactsStep.Parameters(
                source, also, relations, 0, PromptTemplate.Wording.FEW_SHOT, LoadFactsStep.Repetitions.ONCE);
    }

    private Table load(LoadFactsStep.Parameters parameters) throws IOException {
        LoadFactsStep step = new LoadFactsStep();
        Outputs outputs = new Outputs(
                Files.createTempDirectory(folder, "out"), step.descriptor().outputs());
        step.run(parameters, new Inputs(Map.of(), sha256 -> folder), outputs, lane);
        return Table.read(outputs.file("facts"));
    }
}
