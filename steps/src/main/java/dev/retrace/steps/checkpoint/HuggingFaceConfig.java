package dev.retrace.steps.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a model's numbers as Hugging Face's transformers read them, {@code config.json}; {@code ConfigFile} reads the
 * same numbers back. Token 0 begins, ends and pads, {@code <|endoftext|>}.
 */
public final class HuggingFaceConfig {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TYPE = "model_type";
    private static final String WIDTH = "hidden_size";
    private static final String TIED = "tie_word_embeddings";

    private HuggingFaceConfig() {}

    /**
     * Writes the file.
     *
     * @param dtype of the weights beside it, {@code float16} or {@code float32}
     */
    public static void write(Path file, ModelConfig config, String dtype) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        switch (config.family()) {
            case MAMBA1 -> mamba(node, (MambaConfig) config);
            case MAMBA2 -> mamba2(node, (Mamba2Config) config);
            case GPT_NEOX -> gptNeoX(node, (GptNeoXConfig) config);
            case GPT2 -> throw new IllegalArgumentException("GPT-2 models are not written");
        }
        node.put("bos_token_id", 0).put("eos_token_id", 0).put("pad_token_id", 0);
        node.put("torch_dtype", dtype).put("use_cache", true).put("vocab_size", config.vocabulary());
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
    }

    private static void mamba(ObjectNode node, MambaConfig config) {
        node.putArray("architectures").add("MambaForCausalLM");
        node.put(TYPE, ModelFamily.MAMBA_TYPE);
        node.put("conv_kernel", config.kernel());
        node.put("expand", config.inner() / config.width());
        node.put("intermediate_size", config.inner());
        node.put("time_step_rank", config.rank());
        stateSpace(node, config.eps(), config.biased(), config.convolutionBiased());
        node.put(WIDTH, config.width());
        node.put("num_hidden_layers", config.layers());
        node.put("state_size", config.state());
        node.put(TIED, config.tied());
    }

    private static void mamba2(ObjectNode node, Mamba2Config config) {
        node.putArray("architectures").add("Mamba2ForCausalLM");
        node.put(TYPE, "mamba2");
        node.put("conv_kernel", config.kernel());
        node.put("expand", config.inner() / config.width());
        node.put("num_heads", config.heads());
        node.put("head_dim", config.headWidth());
        node.put("n_groups", config.groups());
        node.put("rms_norm", true);
        stateSpace(node, config.eps(), config.biased(), config.convolutionBiased());
        node.put(WIDTH, config.width());
        node.put("num_hidden_layers", config.layers());
        node.put("state_size", config.state());
        node.put(TIED, config.tied());
    }

    private static void stateSpace(ObjectNode node, double eps, boolean biased, boolean convolutionBiased) {
        node.put("hidden_act", MambaConfig.SILU);
        node.put("layer_norm_epsilon", eps);
        node.put("residual_in_fp32", true);
        node.put("use_bias", biased);
        node.put("use_conv_bias", convolutionBiased);
    }

    private static void gptNeoX(ObjectNode node, GptNeoXConfig config) {
        int headWidth = config.width() / config.heads();
        node.putArray("architectures").add("GPTNeoXForCausalLM");
        node.put(TYPE, "gpt_neox");
        node.put("attention_bias", config.biased());
        node.put("hidden_act", "gelu");
        node.put(WIDTH, config.width());
        node.put("intermediate_size", config.inner());
        node.put("layer_norm_eps", config.eps());
        node.put("max_position_embeddings", config.positions());
        node.put("num_attention_heads", config.heads());
        node.put("num_hidden_layers", config.layers());
        node.put("rotary_emb_base", config.base());
        node.put("rotary_pct", (double) config.turning() / headWidth);
        node.put(TIED, config.tied());
        node.put("use_parallel_residual", config.parallel());
    }
}
