package dev.retrace.steps.checkpoint;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.weights.TensorFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The numbers of a Mamba model, checked against the shapes of its tensors.
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
 */
public record MambaConfig(
        int layers, int width, int inner, int state, int kernel, int rank, int vocabulary, double eps, boolean tied) {

    public static final String HEAD = "lm_head.weight";
    private static final String SUPPORTED = "MambaForCausalLM";
    private static final String MODEL_TYPE = "mamba";
    private static final List<String> EMBEDDINGS = List.of("backbone.embeddings.weight", "backbone.embedding.weight");
    private static final int DEFAULT_EXPAND = 2;
    private static final int RANK_DIVISOR = 16;
    private static final double DEFAULT_EPS = 1e-5;
    private static final int MAX_LISTED = 12;

    /**
     * Reads the configuration of a Hugging Face {@code MambaForCausalLM}.
     *
     * @param tied what the tensors say about the output matrix
     * @throws StepException if a key is missing or wrong, or the model is of another kind
     */
    static MambaConfig of(ConfigFile config, boolean tied) {
        config.require("model_type", List.of(MODEL_TYPE));
        List<String> architectures = config.texts("architectures");
        if (!architectures.contains(SUPPORTED) && !(architectures.isEmpty() && config.has("model_type"))) {
            throw config.refused(
                    "architectures", "is " + architectures, SUPPORTED + ", the only kind supported so far");
        }
        config.require("hidden_act", List.of("silu"));
        if (config.flag("use_bias", false) || !config.flag("use_conv_bias", true)) {
            throw config.refused("use_bias", "is true or 'use_conv_bias' is false", "false, and 'use_conv_bias' true");
        }
        int width = config.size("hidden_size");
        int inner = config.optionalSize("intermediate_size")
                .orElseGet(() -> width * config.optionalSize("expand").orElse(DEFAULT_EXPAND));
        int rank = config.isText("time_step_rank", "auto")
                ? (width + RANK_DIVISOR - 1) / RANK_DIVISOR
                : config.size("time_step_rank");
        return new MambaConfig(
                config.size("num_hidden_layers"),
                width,
                inner,
                config.size("state_size"),
                config.size("conv_kernel"),
                rank,
                config.size("vocab_size"),
                config.optionalFraction("layer_norm_epsilon").orElse(DEFAULT_EPS),
                tied);
    }

    /** The embedding's name among these: the authors and Hugging Face call it differently. */
    public static String embedding(Collection<String> names) {
        return EMBEDDINGS.stream().filter(names::contains).findFirst().orElse(EMBEDDINGS.get(0));
    }

    /** The full name of a tensor of one layer. */
    public static String block(int layer, String tensor) {
        return "backbone.layers." + layer + "." + tensor;
    }

    /** Every tensor that the model has, and its shape. */
    public Map<String, List<Long>> shapes(String embedding) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        shapes.put(embedding, shape(vocabulary, width));
        for (int layer = 0; layer < layers; layer++) {
            shapes.put(block(layer, "norm.weight"), shape(width));
            shapes.put(block(layer, "mixer.in_proj.weight"), shape(2L * inner, width));
            shapes.put(block(layer, "mixer.conv1d.weight"), shape(inner, 1, kernel));
            shapes.put(block(layer, "mixer.conv1d.bias"), shape(inner));
            shapes.put(block(layer, "mixer.x_proj.weight"), shape(rank + 2L * state, inner));
            shapes.put(block(layer, "mixer.dt_proj.weight"), shape(inner, rank));
            shapes.put(block(layer, "mixer.dt_proj.bias"), shape(inner));
            shapes.put(block(layer, "mixer.A_log"), shape(inner, state));
            shapes.put(block(layer, "mixer.D"), shape(inner));
            shapes.put(block(layer, "mixer.out_proj.weight"), shape(width, inner));
        }
        shapes.put("backbone.norm_f.weight", shape(width));
        if (!tied) {
            shapes.put(HEAD, shape(vocabulary, width));
        }
        return shapes;
    }

    /**
     * Checks that the tensors are exactly those of this model.
     *
     * @param where names the model in messages
     */
    public void check(String where, Map<String, TensorFile.Entry> tensors) {
        if (layers > tensors.size()) {
            throw new StepException(
                    where + ": config.json says 'num_hidden_layers' is " + layers + ", but there are only "
                            + tensors.size() + " tensors. One of the files belongs to another model.");
        }
        Map<String, List<Long>> due = shapes(embedding(tensors.keySet()));
        TreeSet<String> missing = new TreeSet<>(due.keySet());
        missing.removeAll(tensors.keySet());
        TreeSet<String> unexpected = new TreeSet<>(tensors.keySet());
        unexpected.removeAll(due.keySet());
        unexpected.remove(HEAD);
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            throw new StepException(where + ": the tensors are not those of a " + SUPPORTED + " with " + layers
                    + " layers; missing: " + listed(missing) + "; unexpected: " + listed(unexpected)
                    + ". Download all files of the model again.");
        }
        tensors.forEach((name, entry) -> checkShape(where, name, due.getOrDefault(name, entry.shape()), entry));
    }

    private void checkShape(String where, String name, List<Long> due, TensorFile.Entry found) {
        if (!found.shape().equals(due)) {
            throw new StepException(where + ": tensor '" + name + "' has the shape " + found.shape()
                    + ", but config.json asks for " + due + " (hidden_size " + width + ", intermediate_size " + inner
                    + ", state_size " + state + ", conv_kernel " + kernel + ", time_step_rank " + rank + ", vocab_size "
                    + vocabulary + "). One of the files belongs to another model: download all of them again.");
        }
        if (!found.type().isWeight()) {
            throw new StepException(where + ": tensor '" + name + "' is of type " + found.type()
                    + ", but weights must be F32, F16 or BF16. Export the model in one of these.");
        }
    }

    private static String listed(Collection<String> names) {
        List<String> some = new ArrayList<>(names).subList(0, Math.min(names.size(), MAX_LISTED));
        return some.isEmpty() ? "none" : String.join(", ", some) + (names.size() > MAX_LISTED ? ", …" : "");
    }

    private static List<Long> shape(long... sizes) {
        List<Long> shape = new ArrayList<>();
        for (long size : sizes) {
            shape.add(size);
        }
        return shape;
    }
}
