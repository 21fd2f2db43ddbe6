package dev.retrace.steps.checkpoint;

import static dev.retrace.steps.checkpoint.TinyDownload.CONFIG;
import static dev.retrace.steps.checkpoint.TinyDownload.TOKENIZER;
import static dev.retrace.steps.checkpoint.TinyDownload.WEIGHTS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadModelStepTest {

    @TempDir
    private Path folder;

    @TempDir
    private Path output;

    private TinyDownload download;

    @BeforeEach
    void copyTheTinyModel() throws IOException {
        download = TinyDownload.into(folder);
    }

    @Test
    void theModelIsDescribedByContent() throws IOException {
        ModelFile model = ModelFile.read(run());

        assertEquals("mamba1", model.config().family().id());
        assertEquals(new MambaConfig(4, 32, 64, 16, 4, 2, 96, 1e-5, true), model.config());
        assertEquals(
                new ModelFile.Tensor(WEIGHTS, "F32", List.of(96L, 32L)),
                model.tensors().get("backbone.embeddings.weight"));
        assertEquals(
                List.of(CONFIG, WEIGHTS, TOKENIZER), List.copyOf(model.files().keySet()));
        assertEquals(
                new ModelFile.Content("digest of model.safetensors", 175776),
                model.files().get(WEIGHTS));
        assertFalse(Files.readString(output.resolve("model.json")).contains(folder.toString()));
    }

    @Test
    void otherFilesInTheFolderChangeNothing() throws IOException {
        byte[] before = Files.readAllBytes(run());
        Files.writeString(folder.resolve("README.md"), "hello");

        assertArrayEquals(before, Files.readAllBytes(run()));
    }

    @Test
    void shardsAreReadByTheirIndex() throws IOException {
        Files.move(folder.resolve(WEIGHTS), folder.resolve("model-00001-of-00001.safetensors"));
        String map = TensorFile.read(folder.resolve("model-00001-of-00001.safetensors")).tensors().keySet().stream()
                .map(name -> "\"" + name + "\":\"model-00001-of-00001.safetensors\"")
                .collect(Collectors.joining(","));
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{" + map + "}}");

        assertEquals(
                List.of(CONFIG, "model-00001-of-00001.safetensors", TOKENIZER),
                List.copyOf(ModelFile.read(run()).files().keySet()));

        Files.writeString(
                folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"../model.safetensors\"}}");
        assertRefused("only plain names");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"model_type\": \"mamba\"       | \"model_type\": \"gpt2\"      | 'architectures' is [MambaForCausalLM], but must be GPT2LMHeadModel where 'model_type' is 'gpt2'",
                "\"model_type\": \"mamba\"       | \"model_type\": \"llama\"     | 'model_type' is \"llama\", but must be mamba",
                "\"MambaForCausalLM\"            | \"FalconMambaForCausalLM\"    | must be MambaForCausalLM where 'model_type' is 'mamba'",
                "\"hidden_size\": 32,            | ``                            | 'hidden_size' is missing",
                "\"hidden_size\": 32             | \"hidden_size\": \"32\"       | 'hidden_size' is \"32\"",
                "\"hidden_size\": 32             | \"hidden_size\": -32          | 'hidden_size' is -32",
                "\"hidden_size\": 32             | \"hidden_size\": 99999999999  | 'hidden_size' is 99999999999",
                "\"layer_norm_epsilon\": 1e-05   | \"layer_norm_epsilon\": Infinity | 'layer_norm_epsilon' is",
                "\"layer_norm_epsilon\": 1e-05   | \"layer_norm_epsilon\": NaN   | 'layer_norm_epsilon' is",
                "\"hidden_act\": \"silu\"        | \"hidden_act\": \"gelu\"      | 'hidden_act' is \"gelu\", but must be silu",
                "\"use_bias\": false             | \"use_bias\": true            | 'use_bias' is true although the tensor",
                "\"tie_word_embeddings\": true   | \"tie_word_embeddings\": 1    | 'tie_word_embeddings' is 1, but must be true or false",
                "\"tie_word_embeddings\": true   | \"tie_word_embeddings\": false | missing: lm_head.weight",
                "\"num_hidden_layers\": 4        | \"num_hidden_layers\": 3      | unexpected: backbone.layers.3.mixer.A_log",
                "\"num_hidden_layers\": 4        | \"num_hidden_layers\": 5      | missing: backbone.layers.4.mixer.A_log",
                "\"num_hidden_layers\": 4        | \"num_hidden_layers\": 9999999 | only 42 tensors",
                "\"state_size\": 16              | \"state_size\": 8             | has the shape [64, 16], but config.json asks for [64, 8]",
                "\"hidden_size\": 32             | \"hidden_size\": 32, \"hidden_size\": 32 | not valid JSON",
            })
    void configurationsThatDoNotFitAreRefused(String was, String is, String words) throws IOException {
        String config = Files.readString(folder.resolve(CONFIG));
        assertTrue(config.contains(was));
        Files.writeString(folder.resolve(CONFIG), config.replace(was, is));

        assertRefused(words);
    }

    /** Python's Infinity is no JSON, but stands in many a file, in keys that nothing depends on. */
    @Test
    void infinityWhereNothingDependsOnItIsNoMistake() throws IOException {
        String config = Files.readString(folder.resolve(CONFIG));
        Files.writeString(
                folder.resolve(CONFIG), config.replace("\"time_step_max\": 0.1", "\"time_step_max\": Infinity"));

        assertEquals(4, ModelFile.read(run()).config().layers());
    }

    /** 96 rows may have up to 24 without a token. */
    @ParameterizedTest
    @CsvSource({"97, knows 97 tokens", "71, knows 71 tokens"})
    void aTokenizerOfAnotherModelIsRefused(int tokens, String words) throws IOException {
        download.tokenizer(tokens);

        assertRefused(words);
        assertRefused("embedding has 96 rows");
    }

    @Test
    void rowsWithoutTokensArePadding() throws IOException {
        download.tokenizer(72);

        assertEquals(96, ModelFile.read(run()).config().vocabulary());
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        for (String name : List.of(CONFIG, TOKENIZER)) {
            Files.move(folder.resolve(name), folder.resolve("away"));
            assertRefused("has no " + name);
            Files.move(folder.resolve("away"), folder.resolve(name));
        }
        Files.delete(folder.resolve(WEIGHTS));
        assertRefused("holds no weights: it has none of model.safetensors, ");
    }

    @Test
    void truncatedWeightsAreRefused() throws IOException {
        byte[] weights = Files.readAllBytes(folder.resolve(WEIGHTS));
        Files.write(folder.resolve(WEIGHTS), Arrays.copyOf(weights, weights.length - 1));

        assertRefused("it is cut short");
    }

    @Test
    void aFileIsNoModel() {
        Source file = new Source("x.bin", folder.resolve(CONFIG), new TreeMap<>(Map.of("", "digest")));

        assertRefused("is a file, but a model is a folder", file);
    }

    private void assertRefused(String words) {
        assertRefused(words, download.source());
    }

    private void assertRefused(String words, Source source) {
        String message = String.valueOf(
                assertThrows(StepException.class, () -> run(source)).getMessage());
        assertTrue(message.contains(words), message);
    }

    private Path run() throws IOException {
        return run(download.source());
    }

    private Path run(Source source) throws IOException {
        return TinyDownload.describe(source, output);
    }
}
