package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.checkpoint.Checkpoint;
import dev.retrace.steps.checkpoint.Gpt2Config;
import dev.retrace.steps.checkpoint.GptNeoXConfig;
import dev.retrace.steps.checkpoint.Mamba2Config;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.tensor.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words and names that each family's files use: from a folder to the numbers and the logits of its model. */
class CheckpointLayoutsTest {

    private static final OptionalDouble NONE = OptionalDouble.empty();
    private static final int[] PROMPT = {3, 1, 4, 1, 5};

    @TempDir
    private Path folder;

    @Test
    void mambaInItsAuthorsWords() throws IOException {
        assertLoads(
                new MambaConfig(2, 10, 20, 16, 4, 1, 32, 1e-5, true),
                "{'d_model': 10, 'n_layer': 2, 'vocab_size': 27, 'ssm_cfg': {}, 'rms_norm': true,"
                        + " 'residual_in_fp32': true, 'fused_add_norm': true, 'pad_vocab_size_multiple': 8}",
                name -> name.replace("embeddings", "embedding"));
    }

    @Test
    void mamba2InItsAuthorsWords() throws IOException {
        assertLoads(
                new Mamba2Config(2, 12, 6, 4, 5, 3, 3, 32, 1e-5, 0, NONE, 3, true, false, true),
                "{'d_model': 12, 'd_intermediate': 0, 'n_layer': 2, 'vocab_size': 27, 'ssm_cfg': {'layer': 'Mamba2',"
                        + " 'd_state': 5, 'headdim': 4, 'ngroups': 3, 'd_conv': 3}, 'attn_layer_idx': [], 'attn_cfg': {},"
                        + " 'rms_norm': true, 'pad_vocab_size_multiple': 16, 'tie_embeddings': true}",
                name -> name.replace("embeddings", "embedding"));
    }

    @Test
    void falconMambaWhoseExpandIsWrong() throws IOException {
        assertLoads(
                new MambaConfig(2, 10, 12, 3, 2, 2, 27, 1e-5, false, false, true, OptionalDouble.of(1e-6)),
                "{'model_type': 'falcon_mamba', 'architectures': ['FalconMambaForCausalLM'], 'hidden_size': 10,"
                        + " 'num_hidden_layers': 2, 'intermediate_size': 12, 'expand': 16, 'state_size': 3,"
                        + " 'conv_kernel': 2, 'time_step_rank': 2, 'vocab_size': 27, 'tie_word_embeddings': false}",
                name -> name);
    }

    /** Infinity as Python writes it. */
    @Test
    void mamba2OfHuggingFace() throws IOException {
        assertLoads(
                new Mamba2Config(2, 12, 6, 4, 5, 2, 4, 27, 1e-6, 0.01, NONE, 1, false, true, false),
                "{'model_type': 'mamba2', 'hidden_size': 12, 'num_hidden_layers': 2, 'num_heads': 6, 'head_dim': 4,"
                        + " 'state_size': 5, 'n_groups': 2, 'conv_kernel': 4, 'vocab_size': 27, 'use_bias': true,"
                        + " 'use_conv_bias': false, 'layer_norm_epsilon': 1e-6, 'time_step_limit': [0.01, Infinity]}",
                name -> name);
    }

    @Test
    void pythiaWithThePartsThatAreNoWeights() throws IOException {
        GptNeoXConfig config =
                new GptNeoXConfig(2, 16, 2, 64, 32, 2, 10_000, 27, 1e-5, Activation.GELU, false, true, false);
        RandomWeights weights = RandomWeights.of(config, 0.2);
        weights.values().put("gpt_neox.layers.0.attention.masked_bias", new float[1]);
        weights.shapes().put("gpt_neox.layers.0.attention.masked_bias", List.of());
        weights.values().put("gpt_neox.layers.1.attention.rotary_emb.inv_freq", new float[1]);
        weights.shapes().put("gpt_neox.layers.1.attention.rotary_emb.inv_freq", List.of(1L));
        write(
                "{'architectures': ['GPTNeoXForCausalLM'], 'hidden_size': 16, 'num_hidden_layers': 2,"
                        + " 'num_attention_heads': 2, 'max_position_embeddings': 32, 'rotary_pct': 0.25,"
                        + " 'rotary_emb_base': 10000, 'use_parallel_residual': false, 'vocab_size': 27}",
                weights,
                name -> name);

        assertSame(config, weights);
    }

    @Test
    void gpt2WithAndWithoutItsPrefix() throws IOException {
        Gpt2Config config = new Gpt2Config(2, 8, 2, 32, 20, 27, 1e-5, Activation.GELU_TANH, true);
        String text = "{'model_type': 'gpt2', 'architectures': ['GPT2LMHeadModel'], 'n_embd': 8, 'n_layer': 2,"
                + " 'n_head': 2, 'n_inner': null, 'n_positions': 20, 'vocab_size': 27,"
                + " 'activation_function': 'gelu_new'}";

        assertLoads(config, text, name -> name);
        assertLoads(config, text, name -> name.replace("transformer.", ""));
    }

    @Test
    void whatIsNotSupportedIsRefusedByTheNameOfItsKey() throws IOException {
        String mamba = "{'d_model': 10, 'n_layer': 2, 'vocab_size': 27, %s}";
        assertRefused("'attn_layer_idx' is not empty", mamba.formatted("'attn_layer_idx': [1]"));
        assertRefused("'d_intermediate' is 5", mamba.formatted("'d_intermediate': 5"));
        assertRefused("'rms_norm' is false", mamba.formatted("'rms_norm': false"));
        assertRefused("'ssm_cfg.layer' is \"Mamba3\"", mamba.formatted("'ssm_cfg': {'layer': 'Mamba3'}"));
        assertRefused("'ssm_cfg' is [], but must be an object", mamba.formatted("'ssm_cfg': []"));
        String neox = "{'model_type': 'gpt_neox', 'hidden_size': 16, 'num_hidden_layers': 1, 'vocab_size': 27,"
                + " 'num_attention_heads': 2, 'max_position_embeddings': 32, %s}";
        assertRefused("'rope_scaling' is {", neox.formatted("'rope_scaling': {'type': 'linear'}"));
        assertRefused("'rotary_pct' is 0.2", neox.formatted("'rotary_pct': 0.2"));
        assertRefused("'hidden_act' is \"silu\"", neox.formatted("'hidden_act': 'silu'"));
        assertRefused("'model_type' is missing", "{}");
        assertRefused("'architectures' is [LlamaForCausalLM]", "{'architectures': ['LlamaForCausalLM']}");
    }

    private void assertRefused(String words, String config) throws IOException {
        write(config, RandomWeights.of(new MambaConfig(2, 10, 20, 16, 4, 1, 32, 1e-5, true), 0), name -> name);

        String message = String.valueOf(
                assertThrows(StepException.class, () -> Checkpoint.read(folder)).getMessage());

        assertTrue(message.contains(words), message);
    }

    private void assertLoads(ModelConfig config, String text, UnaryOperator<String> names) throws IOException {
        RandomWeights weights = RandomWeights.of(config, 0.2);
        write(text, weights, names);
        assertSame(config, weights);
    }

    private void assertSame(ModelConfig config, RandomWeights weights) throws IOException {
        assertEquals(config, Checkpoint.read(folder).config());
        double[][] expected = weights.naive().logits(PROMPT, 0, NaiveModel.Hook.NONE);
        try (LanguageModel model = ModelLoader.ofFolder(folder, TestDevice.NAME);
                PrefixCache run = model.prefill(new TokenBatch(List.of(PROMPT)), Keep.forReplay())) {
            float[] found = model.replay(List.of(new Row(run, 0, List.of())), new Query.Logits())
                    .logits(0);
            double[] wide = new double[found.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = found[i];
            }
            assertArrayEquals(expected[PROMPT.length - 1], wide, 1e-4);
        }
    }

    private void write(String config, RandomWeights weights, UnaryOperator<String> names) throws IOException {
        Files.writeString(folder.resolve("config.json"), config.replace('\'', '"'));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), weights, names);
    }
}
