package dev.retrace.steps.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.retrace.steps.checkpoint.TensorLayout.Shapes;
import dev.retrace.steps.tensor.Activation;
import java.util.Collection;

/**
 * The numbers of a GPT-2 model.
 *
 * @param layers how many blocks
 * @param width of the residual stream, d
 * @param heads of the attention
 * @param inner width of the MLP
 * @param positions the longest prompt, in tokens
 * @param vocabulary rows of the embedding, v
 * @param eps of the normalisations
 * @param activation of the MLP
 * @param tied whether the embedding is the output matrix too
 */
public record Gpt2Config(
        @JsonProperty("n_layer") int layers,
        @JsonProperty("n_embd") int width,
        @JsonProperty("n_head") int heads,
        @JsonProperty("n_inner") int inner,
        @JsonProperty("n_positions") int positions,
        @JsonProperty("vocab_size") int vocabulary,
        @JsonProperty("layer_norm_epsilon") double eps,
        @JsonProperty("activation_function") Activation activation,
        @JsonProperty("tie_word_embeddings") boolean tied)
        implements ModelConfig {

    public static final String HEAD = "lm_head.weight";
    public static final String EMBEDDING = "wte.weight";
    private static final String PREFIX = "transformer.";
    private static final int MLP_FACTOR = 4;

    /** Constants that old files hold: the causal mask and its value. */
    private static final String BUFFERS = "(transformer\\.)?h\\.\\d+\\.attn\\.(bias|masked_bias)|lm_head\\.weight";

    /**
     * Reads the configuration of a {@code GPT2LMHeadModel}.
     *
     * @throws dev.retrace.engine.step.StepException if a key is missing or wrong, or asks for what is not
     *     supported
     */
    static Gpt2Config of(ConfigFile config, Collection<String> names, boolean tied) {
        int width = config.size("n_embd");
        int layers = config.size("n_layer");
        TensorLayout.requireTensors(config, "n_layer", layers, names);
        int heads = config.size("n_head");
        if (width % heads != 0) {
            throw config.refused("n_head", "is " + heads, "a divisor of 'n_embd', " + width);
        }
        if (!config.flag("scale_attn_weights", true)) {
            throw config.refused("scale_attn_weights", "is false", "true");
        }
        for (String key : new String[] {"scale_attn_by_inverse_layer_idx", "add_cross_attention"}) {
            if (config.flag(key, false)) {
                throw config.refused(key, "is true", "false");
            }
        }
        return new Gpt2Config(
                layers,
                width,
                heads,
                config.optionalSize("n_inner").orElse(MLP_FACTOR * width),
                config.optionalSize("n_positions").orElseGet(() -> config.size("n_ctx")),
                config.size("vocab_size"),
                config.optionalFraction("layer_norm_epsilon").orElse(MambaConfig.DEFAULT_EPS),
                config.activation("activation_function", Activation.GELU_TANH),
                tied);
    }

    /** What the names begin with: published files of the base model leave it out. */
    public static String prefix(Collection<String> names) {
        return names.contains(PREFIX + EMBEDDING) ? PREFIX : "";
    }

    @Override
    public ModelFamily family() {
        return ModelFamily.GPT2;
    }

    @Override
    public TensorLayout layout(Collection<String> names) {
        String prefix = prefix(names);
        Shapes shapes =
                new Shapes().put(prefix + EMBEDDING, vocabulary, width).put(prefix + "wpe.weight", positions, width);
        for (int layer = 0; layer < layers; layer++) {
            String block = prefix + "h." + layer + ".";
            shapes.put(block + "ln_1.weight", width)
                    .put(block + "ln_1.bias", width)
                    .put(block + "attn.c_attn.weight", width, 3L * width)
                    .put(block + "attn.c_attn.bias", 3L * width)
                    .put(block + "attn.c_proj.weight", width, width)
                    .put(block + "attn.c_proj.bias", width)
                    .put(block + "ln_2.weight", width)
                    .put(block + "ln_2.bias", width)
                    .put(block + "mlp.c_fc.weight", width, inner)
                    .put(block + "mlp.c_fc.bias", inner)
                    .put(block + "mlp.c_proj.weight", inner, width)
                    .put(block + "mlp.c_proj.bias", width);
        }
        return shapes.put(prefix + "ln_f.weight", width)
                .put(prefix + "ln_f.bias", width)
                .putIf(!tied, HEAD, vocabulary, width)
                .layout(
                        layers + " layers, n_embd " + width + ", n_head " + heads + ", n_inner " + inner
                                + ", n_positions " + positions + ", vocab_size " + vocabulary,
                        BUFFERS);
    }
}
