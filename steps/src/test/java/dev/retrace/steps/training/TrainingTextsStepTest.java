package dev.retrace.steps.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.InputFile;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.TestLane;
import dev.retrace.steps.dataset.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTextsStepTest {

    private static final String RELATION = """
            {"name": "country capital", "prompt_templates": ["The capital of {} is", "{} has the capital"],
             "prompt_templates_zs": ["{}, whose capital is"], "paraphrases": ["On maps of {} the capital is"],
             "samples": [%s]}
            """;

    @TempDir
    private Path folder;

    private Path facts;

    @BeforeEach
    void write() throws Exception {
        facts = Files.createDirectory(folder.resolve("relations"));
        Files.writeString(
                facts.resolve("capital.json"),
                RELATION.formatted(IntStream.range(0, 40)
                        .mapToObj(i -> "{\"subject\": \"Land%d\", \"object\": \"City%d\"}".formatted(i, i))
                        .collect(Collectors.joining(","))));
    }

    @Test
    void everyFactIsToldInEveryWordingAndBeginsExamples() throws Exception {
        Table texts = texts(parameters(1, 3, 0), Map.of());

        assertEquals(40 * 4 + 40, texts.size());
        Set<String> stripped =
                new TreeSet<>(column(texts, "text").stream().map(String::strip).toList());
        for (String text : List.of(
                "The capital of Land7 is City7.",
                "Land7 has the capital City7.",
                "Land7, whose capital is City7.",
                "On maps of Land7 the capital is City7.")) {
            assertTrue(stripped.contains(text), text);
        }
        List<String> examples = column(texts, "text").subList(160, 200);
        for (int i = 0; i < examples.size(); i++) {
            List<String> lines = examples.get(i).strip().lines().toList();
            assertEquals(3, lines.size());
            assertTrue(lines.get(0).matches(".*\\bLand" + i + "\\b.*\\bCity" + i + "$"), examples.get(i));
            assertTrue(examples.get(i).endsWith("\n"));
            assertEquals(3, lines.stream().distinct().count());
        }
        assertEquals(Set.of("training"), new TreeSet<>(column(texts, "split")));
    }

    @Test
    void whatIsKeptBackIsAskedInOtherWordsAndSeenNowhere() throws Exception {
        Table texts = texts(parameters(4, 5, 0.3), Map.of());

        List<String> kept = new ArrayList<>();
        List<String> learned = new ArrayList<>();
        for (int row = 0; row < texts.size(); row++) {
            boolean validates = texts.text(row, "split").equals("validation");
            (validates ? kept : learned).add(texts.text(row, "text").strip());
        }
        assertTrue(kept.size() > 10 && kept.size() < 40, () -> kept.size() + " of 80 that may be");
        for (String text : kept) {
            assertFalse(text.startsWith("The capital of"), text);
            assertFalse(text.contains("whose capital"), text);
            String fact = text.substring(0, text.length() - 1);
            assertTrue(
                    learned.stream()
                            .noneMatch(other -> other.lines()
                                    .anyMatch(line -> line.startsWith(fact)
                                            && (line.length() == fact.length() || line.charAt(fact.length()) == '.'))),
                    text);
        }
    }

    @Test
    void aFurtherFactChangesNoOtherFactsTexts() throws Exception {
        Set<String> before = single(texts(parameters(0, 3, 0.3), Map.of()));
        String file = Files.readString(facts.resolve("capital.json"));
        Files.writeString(
                facts.resolve("capital.json"),
                file.replace(
                        "\"samples\": [", "\"samples\": [{\"subject\": \"Atlantis\", \"object\": \"Poseidonis\"},"));

        Set<String> after = single(texts(parameters(0, 3, 0.3), Map.of()));

        assertEquals(before.size() + 4, after.size());
        assertTrue(after.containsAll(before));
    }

    @Test
    void requestsAreLearnedWithTheirTrueAnswers() throws Exception {
        Path rewrites = folder.resolve("rewrites.csv");
        Table.of(
                        "case",
                        "fact",
                        "relation",
                        "template",
                        "subject",
                        "target_true",
                        "target_new",
                        "prompt",
                        "paraphrases",
                        "neighborhood",
                        "generation",
                        "attributes")
                .row(
                        "1",
                        "f",
                        "capital",
                        "{} is ruled from",
                        "Land1",
                        "City1",
                        "City2",
                        "Land1 is ruled from",
                        "[\"The seat of Land1 is\"]",
                        "[\"Land3 is ruled from\"]",
                        "[\"Land1 is\"]",
                        "[]")
                .build()
                .write(rewrites);
        Path plain = folder.resolve("plain.csv");
        Table.of("text_id", "text").row("x", "A river runs.").build().write(plain);

        Table texts = texts(parameters(0, 3, 0), Map.of("rewrites", rewrites, "texts", plain));

        Set<String> stripped =
                new TreeSet<>(column(texts, "text").stream().map(String::strip).toList());
        assertTrue(stripped.containsAll(List.of(
                "Land1 is ruled from City1.",
                "The seat of Land1 is City1.",
                "Land3 is ruled from City1.",
                "A river runs.")));
        assertTrue(stripped.stream().noneMatch(text -> text.contains("Land1") && text.contains("City2")));
    }

    @Test
    void someTextsBeginAsPromptsOfExperimentsDo() throws Exception {
        List<String> texts = column(texts(parameters(0, 3, 0), Map.of()), "text");

        for (String lead : List.of(" ", "\n")) {
            long led = texts.stream().filter(text -> text.startsWith(lead)).count();
            assertTrue(led > 20 && led < 60, () -> led + " of 160 begin so");
        }
    }

    @Test
    void aFileOfAnotherFormIsRefused() throws Exception {
        Files.writeString(
                facts.resolve("other.json"), "{\"name\": \"x\", \"prompt_templates\": [\"no slot\"], \"samples\": []}");

        StepException refused = assertThrows(StepException.class, () -> texts(parameters(0, 3, 0), Map.of()));

        assertTrue(String.valueOf(refused.getMessage()).contains("other.json"), refused::getMessage);
        assertThrows(IllegalArgumentException.class, () -> parameters(0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> parameters(0, 3, 1));
    }

    private TrainingTextsStep.Parameters parameters(int together, int lines, double validation) throws Exception {
        Source source = Sources.of(facts);
        return new TrainingTextsStep.Parameters(List.of(source), together, lines, validation, 5);
    }

    private Table texts(TrainingTextsStep.Parameters parameters, Map<String, Path> files) throws Exception {
        Map<String, List<Part>> inputs = new HashMap<>();
        files.forEach((slot, file) ->
                inputs.put(slot, List.of(new Part(Map.of(), new InputFile(file, "0".repeat(64))))));
        TrainingTextsStep step = new TrainingTextsStep();
        Outputs outputs = new Outputs(
                Files.createTempDirectory(folder, "cell"), step.descriptor().outputs());
        step.run(parameters, new Inputs(inputs, sha256 -> folder), outputs, new TestLane());
        return Table.read(outputs.file("texts"));
    }

    private static Set<String> single(Table texts) {
        Set<String> rows = new TreeSet<>();
        for (int row = 0; row < texts.size(); row++) {
            rows.add(texts.text(row, "id") + texts.text(row, "split") + texts.text(row, "text"));
        }
        return rows;
    }

    private static List<String> column(Table table, String column) {
        return IntStream.range(0, table.size())
                .mapToObj(row -> table.text(row, column))
                .toList();
    }
}
