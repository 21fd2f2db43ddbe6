package dev.retrace.steps.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.retrace.steps.checkpoint.TensorLayout.Shapes;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The numbers of a Mamba-2 model.
 *
 * @param layers how many blocks
 * @param width of the residual stream, d
 * @param heads H
 * @param headWidth channels of a head, p; the inner width e is H p
 * @param state size per channel, n
 * @param groups of heads that share B and C, G
 * @param kernel width of the convolution, k
 * @param vocabulary rows of the embedding, v
 * @param eps of the normalisations
 * @param least the step size is at least this
 * @param most the step size is at most this, where it is limited
 * @param normGroups how many parts of the inner width are normalised each by itself: in the authors'
 *     code the groups, in Hugging Face's one
 * @param tied whether the embedding is the output matrix too
 * @param biased whether the projections into and out of the block have a bias
 * @param convolutionBiased whether the convolution has one
 */
public record Mamba2Config(
        @JsonProperty("num_hidden_layers") int layers,
        @JsonProperty("hidden_size") int width,
        @JsonProperty("num_heads") int heads,
        @JsonProperty("head_dim") int headWidth,
        @JsonProperty("state_size") int state,
        @JsonProperty("n_groups") int groups,
        @JsonProperty("conv_kernel") int kernel,
        @JsonProperty("vocab_size") int vocabulary,
        @JsonProperty("layer_norm_epsilon") double eps,
        @JsonProperty("time_step_least") double least,
        @JsonProperty("time_step_most") OptionalDouble most,
        @JsonProperty("norm_groups") int normGroups,
        @JsonProperty("tie_word_embeddings") boolean tied,
        @JsonProperty("use_bias") boolean biased,
        @JsonProperty("use_conv_bias") boolean convolutionBiased)
        implements ModelConfig {

    private static final int DEFAULT_EXPAND = 2;
    private static final int DEFAULT_STATE = 128;
    private static final int DEFAULT_HEAD = 64;
    private static final int DEFAULT_KERNEL = 4;

    /**
     * Reads the configuration of a {@code Mamba2ForCausalLM} or of the authors' {@code MambaLMHeadModel}.
     *
     * @throws dev.retrace.engine.step.StepException if a key is missing or wrong, or asks for what is not
     *     supported
     */
    static Mamba2Config of(ConfigFile config, Collection<String> names, boolean tied) {
        if (ModelFamily.isOriginal(config)) {
            return ofOriginal(config, names, tied);
        }
        config.require("hidden_act", List.of(MambaConfig.SILU));
        int width = config.size("hidden_size");
        int layers = config.size("num_hidden_layers");
        TensorLayout.requireTensors(config, "num_hidden_layers", layers, names);
        int heads = config.size("num_heads");
        int groups = config.optionalSize("n_groups").orElse(1);
        requireDivides(config, "n_groups", groups, heads, "num_heads");
        List<Double> limit = config.limits("time_step_limit");
        return new Mamba2Config(
                layers,
                width,
                heads,
                config.size("head_dim"),
                config.size("state_size"),
                groups,
                config.size("conv_kernel"),
                config.size("vocab_size"),
                config.optionalFraction("layer_norm_epsilon").orElse(MambaConfig.DEFAULT_EPS),
                limit.get(0),
                finite(limit.get(1)),
                1,
                tied,
                MambaConfig.biased(config, "use_bias", MambaConfig.block(0, "mixer.in_proj.bias"), names),
                MambaConfig.biased(config, "use_conv_bias", MambaConfig.block(0, "mixer.conv1d.bias"), names));
    }

    private static Mamba2Config ofOriginal(ConfigFile config, Collection<String> names, boolean tied) {
        ConfigFile mixer = MambaConfig.original(config);
        for (String key : List.of("norm_before_gate", "D_has_hdim")) {
            if (mixer.flag(key, false)) {
                throw mixer.refused(key, "is true", "false");
            }
        }
        int width = config.size("d_model");
        int layers = config.size("n_layer");
        TensorLayout.requireTensors(config, "n_layer", layers, names);
        int inner = width * mixer.optionalSize("expand").orElse(DEFAULT_EXPAND);
        int headWidth = mixer.optionalSize("headdim").orElse(DEFAULT_HEAD);
        requireDivides(mixer, "headdim", headWidth, inner, "the inner width");
        int groups = mixer.optionalSize("ngroups").orElse(1);
        requireDivides(mixer, "ngroups", groups, inner / headWidth, "the number of heads");
        List<Double> limit = mixer.limits("dt_limit");
        return new Mamba2Config(
                layers,
                width,
                inner / headWidth,
                headWidth,
                mixer.optionalSize("d_state").orElse(DEFAULT_STATE),
                groups,
                mixer.optionalSize("d_conv").orElse(DEFAULT_KERNEL),
                MambaConfig.vocabulary(config),
                MambaConfig.DEFAULT_EPS,
                limit.get(0),
                finite(limit.get(1)),
                groups,
                tied,
                MambaConfig.biased(mixer, "bias", MambaConfig.block(0, "mixer.in_proj.bias"), names),
                MambaConfig.biased(mixer, "conv_bias", MambaConfig.block(0, "mixer.conv1d.bias"), names));
    }

    private static OptionalDouble finite(double limit) {
        return Double.isInfinite(limit) ? OptionalDouble.empty() : OptionalDouble.of(limit);
    }

    private static void requireDivides(ConfigFile config, String key, int part, int whole, String of) {
        if (whole % part != 0) {
            throw config.refused(key, "is " + part, "a divisor of " + of + ", which is " + whole);
        }
    }

    /** Width inside a block, e. */
    public int inner() {
        return heads * headWidth;
    }

    @Override
    public ModelFamily family() {
        return ModelFamily.MAMBA2;
    }

    @Override
    public TensorLayout layout(Collection<String> names) {
        long inner = inner();
        long convolved = inner + 2L * groups * state;
        Shapes shapes = new Shapes().put(MambaConfig.embedding(names), vocabulary, width);
        for (int layer = 0; layer < layers; layer++) {
            shapes.put(MambaConfig.block(layer, "norm.weight"), width)
                    .put(MambaConfig.block(layer, "mixer.in_proj.weight"), inner + convolved + heads, width)
                    .putIf(biased, MambaConfig.block(layer, "mixer.in_proj.bias"), inner + convolved + heads)
                    .put(MambaConfig.block(layer, "mixer.conv1d.weight"), convolved, 1, kernel)
                    .putIf(convolutionBiased, MambaConfig.block(layer, "mixer.conv1d.bias"), convolved)
                    .put(MambaConfig.block(layer, "mixer.dt_bias"), heads)
                    .put(MambaConfig.block(layer, "mixer.A_log"), heads)
                    .put(MambaConfig.block(layer, "mixer.D"), heads)
                    .put(MambaConfig.block(layer, "mixer.norm.weight"), inner)
                    .put(MambaConfig.block(layer, "mixer.out_proj.weight"), width, inner)
                    .putIf(biased, MambaConfig.block(layer, "mixer.out_proj.bias"), width);
        }
        return shapes.put("backbone.norm_f.weight", width)
                .putIf(!tied, MambaConfig.HEAD, vocabulary, width)
                .layout(
                        layers + " layers, hidden_size " + width + ", num_heads " + heads + ", head_dim " + headWidth
                                + ", state_size " + state + ", n_groups " + groups + ", conv_kernel " + kernel
                                + ", vocab_size " + vocabulary,
                        "lm_head\\.weight");
    }
}
