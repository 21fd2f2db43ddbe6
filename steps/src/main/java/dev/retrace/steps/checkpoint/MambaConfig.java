package dev.retrace.steps.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.retrace.steps.checkpoint.TensorLayout.Shapes;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The numbers of a Mamba model.
 *
 * @param layers how many blocks
 * @param width of the residual stream, d
 * @param inner width inside a block, e
 * @param state size per channel, n
 * @param kernel width of the convolution, k
 * @param rank of the step size's projection, r
 * @param vocabulary rows of the embedding, v
 * @param eps of the normalisation
 * @param tied whether the embedding is the output matrix too
 * @param biased whether the projections into and out of the block have a bias
 * @param convolutionBiased whether the convolution has one
 * @param mixerEps of the normalisation of δ, B and C, which Falcon-Mamba has and Mamba has not
 */
public record MambaConfig(
        @JsonProperty("num_hidden_layers") int layers,
        @JsonProperty("hidden_size") int width,
        @JsonProperty("intermediate_size") int inner,
        @JsonProperty("state_size") int state,
        @JsonProperty("conv_kernel") int kernel,
        @JsonProperty("time_step_rank") int rank,
        @JsonProperty("vocab_size") int vocabulary,
        @JsonProperty("layer_norm_epsilon") double eps,
        @JsonProperty("tie_word_embeddings") boolean tied,
        @JsonProperty("use_bias") boolean biased,
        @JsonProperty("use_conv_bias") boolean convolutionBiased,
        @JsonProperty("mixer_rms_eps") OptionalDouble mixerEps)
        implements ModelConfig {

    public static final String HEAD = "lm_head.weight";
    static final String SILU = "silu";
    static final double DEFAULT_EPS = 1e-5;
    private static final List<String> EMBEDDINGS = List.of("backbone.embeddings.weight", "backbone.embedding.weight");
    private static final int DEFAULT_EXPAND = 2;
    private static final int DEFAULT_STATE = 16;
    private static final int DEFAULT_KERNEL = 4;
    private static final int DEFAULT_PADDING = 8;
    private static final int RANK_DIVISOR = 16;
    private static final double FALCON_EPS = 1e-6;

    /** Those of a model as first published: no biases but the convolution's. */
    public MambaConfig(
            int layers,
            int width,
            int inner,
            int state,
            int kernel,
            int rank,
            int vocabulary,
            double eps,
            boolean tied) {
        this(layers, width, inner, state, kernel, rank, vocabulary, eps, tied, false, true, OptionalDouble.empty());
    }

    /**
     * Reads the configuration of a {@code MambaForCausalLM} or {@code FalconMambaForCausalLM}, or of the
     * authors' {@code MambaLMHeadModel}.
     *
     * @throws dev.retrace.engine.step.StepException if a key is missing or wrong, or asks for what is not
     *     supported
     */
    static MambaConfig of(ConfigFile config, Collection<String> names, boolean tied) {
        if (ModelFamily.isOriginal(config)) {
            return ofOriginal(config, names, tied);
        }
        config.require("hidden_act", List.of(SILU));
        int width = config.size("hidden_size");
        int layers = config.size("num_hidden_layers");
        TensorLayout.requireTensors(config, "num_hidden_layers", layers, names);
        boolean falcon = ModelFamily.type(config).equals(ModelFamily.FALCON_TYPE);
        return new MambaConfig(
                layers,
                width,
                config.optionalSize("intermediate_size")
                        .orElseGet(() -> width * config.optionalSize("expand").orElse(DEFAULT_EXPAND)),
                config.size("state_size"),
                config.size("conv_kernel"),
                config.isText("time_step_rank", "auto") ? rank(width) : config.size("time_step_rank"),
                config.size("vocab_size"),
                config.optionalFraction("layer_norm_epsilon").orElse(DEFAULT_EPS),
                tied,
                biased(config, "use_bias", block(0, "mixer.in_proj.bias"), names),
                biased(config, "use_conv_bias", block(0, "mixer.conv1d.bias"), names),
                falcon
                        ? OptionalDouble.of(
                                config.optionalFraction("mixer_rms_eps").orElse(FALCON_EPS))
                        : OptionalDouble.empty());
    }

    private static MambaConfig ofOriginal(ConfigFile config, Collection<String> names, boolean tied) {
        ConfigFile mixer = original(config);
        int width = config.size("d_model");
        int layers = config.size("n_layer");
        TensorLayout.requireTensors(config, "n_layer", layers, names);
        return new MambaConfig(
                layers,
                width,
                width * mixer.optionalSize("expand").orElse(DEFAULT_EXPAND),
                mixer.optionalSize("d_state").orElse(DEFAULT_STATE),
                mixer.optionalSize("d_conv").orElse(DEFAULT_KERNEL),
                mixer.isText("dt_rank", "auto")
                        ? rank(width)
                        : mixer.optionalSize("dt_rank").orElse(rank(width)),
                vocabulary(config),
                DEFAULT_EPS,
                tied,
                biased(mixer, "bias", block(0, "mixer.in_proj.bias"), names),
                biased(mixer, "conv_bias", block(0, "mixer.conv1d.bias"), names),
                OptionalDouble.empty());
    }

    /** What the authors' configuration says of the mixer, after refusing what is not supported. */
    static ConfigFile original(ConfigFile config) {
        ConfigFile mixer = config.child("ssm_cfg");
        mixer.require("layer", List.of("Mamba1", "Mamba2"));
        if (config.has("attn_layer_idx") && !config.isEmptyList("attn_layer_idx")) {
            throw config.refused("attn_layer_idx", "is not empty", "empty: models with attention are not supported");
        }
        config.requireZero("d_intermediate");
        if (!config.flag("rms_norm", true)) {
            throw config.refused("rms_norm", "is false", "true");
        }
        return mixer;
    }

    /** Rows of the embedding in the authors' files: the tokenizer's tokens, rounded up. */
    static int vocabulary(ConfigFile config) {
        int multiple = config.optionalSize("pad_vocab_size_multiple").orElse(DEFAULT_PADDING);
        return Math.toIntExact(
                Math.min(Integer.MAX_VALUE, (config.size("vocab_size") + multiple - 1L) / multiple * multiple));
    }

    /** Whether a bias is there, about which the configuration may be silent but not wrong. */
    static boolean biased(ConfigFile config, String key, String tensor, Collection<String> names) {
        boolean present = names.contains(tensor);
        if (config.flag(key, present) != present) {
            throw config.refused(
                    key,
                    "is " + !present + " although the tensor " + tensor + (present ? " is there" : " is not there"),
                    present + " for such weights");
        }
        return present;
    }

    private static int rank(int width) {
        return (width + RANK_DIVISOR - 1) / RANK_DIVISOR;
    }

    /** The embedding's name among these: the authors and Hugging Face call it differently. */
    public static String embedding(Collection<String> names) {
        return EMBEDDINGS.stream().filter(names::contains).findFirst().orElse(EMBEDDINGS.get(0));
    }

    /** The full name of a tensor of one layer. */
    public static String block(int layer, String tensor) {
        return "backbone.layers." + layer + "." + tensor;
    }

    @Override
    public ModelFamily family() {
        return ModelFamily.MAMBA1;
    }

    @Override
    public TensorLayout layout(Collection<String> names) {
        Shapes shapes = new Shapes().put(embedding(names), vocabulary, width);
        for (int layer = 0; layer < layers; layer++) {
            shapes.put(block(layer, "norm.weight"), width)
                    .put(block(layer, "mixer.in_proj.weight"), 2L * inner, width)
                    .putIf(biased, block(layer, "mixer.in_proj.bias"), 2L * inner)
                    .put(block(layer, "mixer.conv1d.weight"), inner, 1, kernel)
                    .putIf(convolutionBiased, block(layer, "mixer.conv1d.bias"), inner)
                    .put(block(layer, "mixer.x_proj.weight"), rank + 2L * state, inner)
                    .put(block(layer, "mixer.dt_proj.weight"), inner, rank)
                    .put(block(layer, "mixer.dt_proj.bias"), inner)
                    .put(block(layer, "mixer.A_log"), inner, state)
                    .put(block(layer, "mixer.D"), inner)
                    .put(block(layer, "mixer.out_proj.weight"), width, inner)
                    .putIf(biased, block(layer, "mixer.out_proj.bias"), width);
        }
        return shapes.put("backbone.norm_f.weight", width)
                .putIf(!tied, HEAD, vocabulary, width)
                .layout(
                        layers + " layers, hidden_size " + width + ", intermediate_size " + inner + ", state_size "
                                + state + ", conv_kernel " + kernel + ", time_step_rank " + rank + ", vocab_size "
                                + vocabulary,
                        "lm_head\\.weight");
    }
}
