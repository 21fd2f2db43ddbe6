package dev.retrace.steps.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.checkpoint.TinyDownload;
import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.tokenizer.TinyTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PredictCommandTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final double FORWARD = 1e-4;

    @TempDir
    private Path folder;

    private final TestCommand predict = new TestCommand("predict");

    @ParameterizedTest
    @ValueSource(strings = {"mamba1-tiny", "falcon-mamba-tiny", "mamba2-tiny", "gptneox-tiny"})
    void theLogitsOfEveryTokenAreTheOracles(String name) throws Exception {
        Path model = Path.of(Objects.requireNonNull(PredictCommandTest.class.getResource("/" + name))
                .toURI());

        assertLogits(model);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mamba1-tiny", "falcon-mamba-tiny", "mamba2-tiny", "gptneox-tiny"})
    void theSharedOraclesAgreeToo(String name) throws IOException {
        assertLogits(SharedFolder.require("oracles/models/" + name));
    }

    private void assertLogits(Path model) throws IOException {
        JsonNode expected = JSON.readTree(model.resolve("expected.json").toFile());
        Path file = folder.resolve("logits.json");
        for (int prompt = 0; prompt < expected.path("input_ids").size(); prompt++) {
            JsonNode ids = expected.path("input_ids").get(prompt);

            int code = predict.run(model.toString(), "--tokens", written(ids), "--logits", file.toString());

            assertEquals(0, code, predict::err);
            JsonNode logits = JSON.readTree(file.toFile()).path("logits");
            assertEquals(ids.size(), logits.size());
            for (int token = 0; token < ids.size(); token++) {
                JsonNode due = expected.path("logits").get(prompt).get(token);
                assertEquals(due.size(), logits.get(token).size());
                for (int id = 0; id < due.size(); id++) {
                    assertEquals(
                            due.get(id).doubleValue(), logits.get(token).get(id).doubleValue(), FORWARD);
                }
            }
        }
    }

    /** The clean prompts of the tracing oracles, whose answer is the model's own most probable token. */
    @ParameterizedTest
    @CsvSource({"facts-mamba-13m, tracing, cases", "facts-neox-20m, tracing, cases", "facts-mamba2-13m, knockout, facts"
    })
    void theTrainedModelsAnswer(String name, String oracle, String list) throws IOException {
        Path model = SharedFolder.require("models/" + name);
        JsonNode traced = JSON.readTree(SharedFolder.require("oracles/" + oracle + "-" + name + ".json")
                        .toFile())
                .path(list)
                .get(0);
        boolean tracing = oracle.equals("tracing");
        double p = traced.path(tracing ? "p_high" : "p0").doubleValue();
        String prompt = traced.path(tracing ? "clean_text" : "text").stringValue();

        assertEquals(0, predict.run(model.toString(), "--prompt", prompt, "--json", "--top", "1"), predict::err);

        JsonNode answer = JSON.readTree(predict.out());
        JsonNode top = answer.path("top").get(0);
        assertEquals(traced.path(tracing ? "clean_ids" : "ids"), answer.path("tokens"));
        assertEquals(
                traced.path(tracing ? "answer" : "target_id").intValue(),
                top.path("id").intValue());
        assertEquals(p, top.path("probability").doubleValue(), 1e-5 + 1e-3 * p);
    }

    @Test
    void jsonTellsTheModelThePromptAndTheBestTokens() throws IOException {
        Path model = tiny();
        Path file = folder.resolve("logits.json");

        assertEquals(
                0,
                predict.run(
                        model.toString(), "--prompt", "a cat", "--json", "--top", "3", "--logits", file.toString()));

        JsonNode answer = JSON.readTree(predict.out());
        JsonNode last = JSON.readTree(file.toFile()).path("logits").get(1);
        assertEquals(model.toString(), answer.path("model").stringValue());
        assertEquals("mamba1", answer.path("family").stringValue());
        assertEquals(digestToldByModels(model), answer.path("sha256").stringValue());
        assertEquals("[3,38]", answer.path("tokens").toString());
        assertEquals("[\"a\",\" cat\"]", answer.path("texts").toString());
        assertEquals(3, answer.path("top").size());
        for (int i = 0; i < 3; i++) {
            JsonNode token = answer.path("top").get(i);
            double better = last.valueStream()
                    .filter(logit -> logit.doubleValue() > token.path("logit").doubleValue())
                    .count();
            assertEquals(i, better);
            assertEquals(i + 1, token.path("rank").intValue());
            assertEquals(last.get(token.path("id").intValue()), token.path("logit"));
        }
    }

    private static String digestToldByModels(Path model) throws IOException {
        TestCommand models = new TestCommand("models");
        models.run("--json", "--digests", model.toString());
        return JSON.readTree(models.out()).get(0).path("sha256").stringValue();
    }

    @Test
    void theTableHasALineAToken() throws IOException {
        assertEquals(0, predict.run(tiny().toString(), "--tokens", " 3, 38 ", "--top", "2"), predict::err);

        List<String> lines = predict.out().lines().toList();
        assertEquals("RANK   TOKEN  PROBABILITY      LOGIT  TEXT", lines.get(0));
        assertTrue(lines.get(1).matches(" +1 +\\d+ +0\\.\\d{6} +-?\\d+\\.\\d{4}  \".*\""), lines::toString);
        assertEquals(3, lines.size());
        assertEquals("", predict.err());
    }

    @Test
    void aModelOfNumbersNeedsNoTokenizer() throws IOException {
        Path model = tiny();
        Files.delete(model.resolve(TinyDownload.TOKENIZER));

        assertEquals(0, predict.run(model.toString(), "--tokens", "3", "--json"));
        assertFalse(JSON.readTree(predict.out()).has("texts"));
        assertEquals(1, predict.run(model.toString(), "--prompt", "a"));
        assertTrue(
                predict.err().contains("there is no " + model.resolve("tokenizer.json"))
                        && predict.err().contains("--tokens 1,2,3"),
                predict::err);
    }

    @Test
    void aBrokenTokenizerIsNoHindranceToNumbers() throws IOException {
        Path model = tiny();
        Files.writeString(model.resolve(TinyDownload.TOKENIZER), "{");

        assertEquals(0, predict.run(model.toString(), "--tokens", "3", "--top", "1"));
        assertTrue(predict.err().startsWith("tokens are shown without their texts: "), predict::err);
        assertEquals(1, predict.run(model.toString(), "--prompt", "a"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            MODEL                              | a prompt is missing: give --prompt TEXT or --tokens 1,2,3
            MODEL --tokens 1 --prompt a        | --prompt and --tokens both give the prompt
            MODEL --prompt=                    | the prompt is empty
            MODEL --tokens 96                  | token 96 is not in the model's vocabulary, which has 96 tokens, 0 to 95
            MODEL --tokens -1                  | token -1 is not in the model's vocabulary
            MODEL --tokens 1,,2                | --tokens takes ids with commas between them, as in 1,2,3, but '' is none
            MODEL --tokens 1,x                 | but 'x' is none
            MODEL --tokens 1 --top 0           | --top prints at least 1 token, not 0
            MODEL --tokens 1 --revision main   | --revision is for models of the hub
            MODEL --tokens 1 --logits .        | --logits . is a folder; name a file in it
            MODEL --tokens 1 --logits no/f     | there is no folder
            MODEL --tokens 1 --logits /dev/null | is no ordinary file
            MODEL/config.json --tokens 1       | is a file; name its folder
            nobody/nothing --tokens 1          | there is no folder nobody/nothing; for the model of that name on the hub write hf:nobody/nothing
            hf:a@b --revision c --tokens 1     | both name a revision
            https://example.org/m --tokens 1   | is an address, but a model is a folder, or hf:ORG/NAME
            """)
    void mistakesOfUseAreToldInWords(String line, String words) throws IOException {
        String model = tiny().toString();
        String[] arguments = Stream.of(line.split(" +", -1))
                .map(word -> word.replace("MODEL", model))
                .toArray(String[]::new);

        assertEquals(2, predict.run(arguments));

        assertTrue(predict.err().contains(words), predict::err);
        assertEquals("", predict.out());
    }

    @Test
    void aPromptLongerThanTheModelTakesIsRefused() throws Exception {
        Path model = Path.of(Objects.requireNonNull(PredictCommandTest.class.getResource("/gptneox-tiny"))
                .toURI());
        int positions = JSON.readTree(model.resolve("config.json").toFile())
                .path("max_position_embeddings")
                .intValue();
        String tokens = Stream.generate(() -> "1").limit(positions + 1L).collect(Collectors.joining(","));

        assertEquals(2, predict.run(model.toString(), "--tokens", tokens));
        assertTrue(
                predict.err().contains("has " + (positions + 1) + " tokens, but the model takes at most " + positions),
                predict::err);
    }

    @Test
    void aFolderWithoutAModelIsRefused() {
        assertEquals(1, predict.run(folder.toString(), "--tokens", "1"));
        assertTrue(predict.err().contains("has no config.json"), predict::err);
    }

    @Test
    void whatIsNotHereIsNotFetchedOffline() {
        assertEquals(1, predict.run("hf:retrace-tests/none", "--offline", "--tokens", "1"));
        assertTrue(
                predict.err().startsWith("NotHereException: hf:retrace-tests/none is not on this machine"),
                predict::err);
        assertTrue(predict.err().contains("--offline was given"), predict::err);
    }

    private Path tiny() throws IOException {
        Path model = Files.createTempDirectory(folder, "tiny");
        TinyDownload.into(model);
        Files.copy(
                TinyTokenizer.file(),
                model.resolve(TinyDownload.TOKENIZER),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return model;
    }

    private static String written(JsonNode ids) {
        return ids.valueStream().map(JsonNode::toString).collect(Collectors.joining(","));
    }
}
