package dev.retrace.steps.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.retrace.steps.checkpoint.TensorLayout.Shapes;
import dev.retrace.steps.tensor.Activation;
import java.util.Collection;
import java.util.List;

/**
 * The numbers of a GPT-NeoX model, such as Pythia.
 *
 * @param layers how many blocks
 * @param width of the residual stream, d
 * @param heads of the attention
 * @param inner width of the MLP
 * @param positions the longest prompt, in tokens
 * @param turning dimensions of a head that turn with the position
 * @param base of their angles
 * @param vocabulary rows of the embedding, v
 * @param eps of the normalisations
 * @param activation of the MLP
 * @param parallel whether attention and MLP both read the residual stream as it enters the block
 * @param biased whether the attention's projections have a bias
 * @param tied whether the embedding is the output matrix too
 */
public record GptNeoXConfig(
        @JsonProperty("num_hidden_layers") int layers,
        @JsonProperty("hidden_size") int width,
        @JsonProperty("num_attention_heads") int heads,
        @JsonProperty("intermediate_size") int inner,
        @JsonProperty("max_position_embeddings") int positions,
        @JsonProperty("rotary_dims") int turning,
        @JsonProperty("rotary_emb_base") double base,
        @JsonProperty("vocab_size") int vocabulary,
        @JsonProperty("layer_norm_eps") double eps,
        @JsonProperty("hidden_act") Activation activation,
        @JsonProperty("use_parallel_residual") boolean parallel,
        @JsonProperty("attention_bias") boolean biased,
        @JsonProperty("tie_word_embeddings") boolean tied)
        implements ModelConfig {

    public static final String HEAD = "embed_out.weight";
    public static final String EMBEDDING = "gpt_neox.embed_in.weight";
    private static final int MOST_POSITIONS = 1 << 17;
    private static final double DEFAULT_SHARE = 0.25;
    private static final double DEFAULT_BASE = 10_000;
    private static final int MLP_FACTOR = 4;

    /** Constants that old files hold: the causal mask, its value, and the rotary frequencies. */
    private static final String BUFFERS =
            "gpt_neox\\.layers\\.\\d+\\.attention\\.(bias|masked_bias|rotary_emb\\.inv_freq)|embed_out\\.weight";

    /**
     * Reads the configuration of a {@code GPTNeoXForCausalLM}.
     *
     * @throws dev.retrace.engine.step.StepException if a key is missing or wrong, or asks for what is not
     *     supported
     */
    static GptNeoXConfig of(ConfigFile config, Collection<String> names, boolean tied) {
        int width = config.size("hidden_size");
        int layers = config.size("num_hidden_layers");
        TensorLayout.requireTensors(config, "num_hidden_layers", layers, names);
        int heads = config.size("num_attention_heads");
        if (width % heads != 0) {
            throw config.refused("num_attention_heads", "is " + heads, "a divisor of 'hidden_size', " + width);
        }
        int positions = config.size("max_position_embeddings");
        if (positions > MOST_POSITIONS) {
            throw config.refused("max_position_embeddings", "is " + positions, "at most " + MOST_POSITIONS);
        }
        config.requireAbsent("rope_scaling");
        ConfigFile rope = config.child("rope_parameters");
        rope.require("rope_type", List.of("default"));
        double share = rope.optionalNumber("partial_rotary_factor", 0, 1)
                .orElseGet(() -> config.optionalNumber("rotary_pct", 0, 1).orElse(DEFAULT_SHARE));
        int headWidth = width / heads;
        int turning = (int) (headWidth * share);
        if (turning % 2 != 0) {
            throw config.refused("rotary_pct", "is " + share, "such that an even number of a head's dimensions turn");
        }
        return new GptNeoXConfig(
                layers,
                width,
                heads,
                config.optionalSize("intermediate_size").orElse(MLP_FACTOR * width),
                positions,
                turning,
                rope.optionalNumber("rope_theta", 1, Double.MAX_VALUE)
                        .orElseGet(() -> config.optionalNumber("rotary_emb_base", 1, Double.MAX_VALUE)
                                .orElse(DEFAULT_BASE)),
                config.size("vocab_size"),
                config.optionalFraction("layer_norm_eps").orElse(MambaConfig.DEFAULT_EPS),
                config.activation("hidden_act", Activation.GELU),
                config.flag("use_parallel_residual", true),
                MambaConfig.biased(config, "attention_bias", block(0, "attention.dense.bias"), names),
                tied);
    }

    /** The full name of a tensor of one layer. */
    public static String block(int layer, String tensor) {
        return "gpt_neox.layers." + layer + "." + tensor;
    }

    @Override
    public ModelFamily family() {
        return ModelFamily.GPT_NEOX;
    }

    @Override
    public TensorLayout layout(Collection<String> names) {
        Shapes shapes = new Shapes().put(EMBEDDING, vocabulary, width);
        for (int layer = 0; layer < layers; layer++) {
            shapes.put(block(layer, "input_layernorm.weight"), width)
                    .put(block(layer, "input_layernorm.bias"), width)
                    .put(block(layer, "post_attention_layernorm.weight"), width)
                    .put(block(layer, "post_attention_layernorm.bias"), width)
                    .put(block(layer, "attention.query_key_value.weight"), 3L * width, width)
                    .putIf(biased, block(layer, "attention.query_key_value.bias"), 3L * width)
                    .put(block(layer, "attention.dense.weight"), width, width)
                    .putIf(biased, block(layer, "attention.dense.bias"), width)
                    .put(block(layer, "mlp.dense_h_to_4h.weight"), inner, width)
                    .put(block(layer, "mlp.dense_h_to_4h.bias"), inner)
                    .put(block(layer, "mlp.dense_4h_to_h.weight"), width, inner)
                    .put(block(layer, "mlp.dense_4h_to_h.bias"), width);
        }
        return shapes.put("gpt_neox.final_layer_norm.weight", width)
                .put("gpt_neox.final_layer_norm.bias", width)
                .putIf(!tied, HEAD, vocabulary, width)
                .layout(
                        layers + " layers, hidden_size " + width + ", num_attention_heads " + heads
                                + ", intermediate_size " + inner + ", vocab_size " + vocabulary,
                        BUFFERS);
    }
}
