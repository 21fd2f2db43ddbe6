package dev.retrace.steps.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which kind of model a {@code config.json} speaks of. */
public enum ModelFamily {
    /** Mamba as published by its authors and by Hugging Face, and Falcon-Mamba. */
    MAMBA1("mamba1"),
    MAMBA2("mamba2"),
    /** Pythia and other models of the GPT-NeoX kind. */
    GPT_NEOX("gpt-neox"),
    GPT2("gpt2");

    static final String MAMBA_TYPE = "mamba";
    static final String FALCON_TYPE = "falcon_mamba";
    private static final String TYPE = "model_type";
    private static final String ARCHITECTURES = "architectures";

    /** Hugging Face's types, and the class that each is loaded by. */
    private static final Map<String, String> CLASSES = new LinkedHashMap<>();

    static {
        CLASSES.put(MAMBA_TYPE, "MambaForCausalLM");
        CLASSES.put(FALCON_TYPE, "FalconMambaForCausalLM");
        CLASSES.put("mamba2", "Mamba2ForCausalLM");
        CLASSES.put("gpt_neox", "GPTNeoXForCausalLM");
        CLASSES.put("gpt2", "GPT2LMHeadModel");
    }

    private final String id;

    ModelFamily(String id) {
        this.id = id;
    }

    /** Its name in {@code model.json} and in messages. */
    public String id() {
        return id;
    }

    /** The family of that name, if there is one. */
    static Optional<ModelFamily> named(String id) {
        return Arrays.stream(values()).filter(family -> family.id.equals(id)).findFirst();
    }

    /**
     * The family of the model in a folder, by its {@code config.json}.
     *
     * @throws dev.retrace.engine.step.StepException if there is none that can be read, or it is of none of these
     */
    public static ModelFamily of(Path folder) throws IOException {
        Checkpoint.requireFile(folder, Checkpoint.CONFIG);
        return of(ConfigFile.read(folder.resolve(Checkpoint.CONFIG)));
    }

    /**
     * The family that a configuration is of.
     *
     * @throws dev.retrace.engine.step.StepException if it is none of these
     */
    static ModelFamily of(ConfigFile config) {
        if (isOriginal(config)) {
            return MambaConfig.original(config).isText("layer", "Mamba2") ? MAMBA2 : MAMBA1;
        }
        return switch (type(config)) {
            case "mamba2" -> MAMBA2;
            case "gpt_neox" -> GPT_NEOX;
            case "gpt2" -> GPT2;
            default -> MAMBA1;
        };
    }

    /** Whether it is in the words of Mamba's authors rather than of Hugging Face. */
    static boolean isOriginal(ConfigFile config) {
        return !config.has(TYPE) && !config.has(ARCHITECTURES) && config.has("d_model");
    }

    /** The model's type in Hugging Face's words, by {@code model_type} or, where it is absent, by the class. */
    static String type(ConfigFile config) {
        config.require(TYPE, List.copyOf(CLASSES.keySet()));
        List<String> architectures = config.texts(ARCHITECTURES);
        for (Map.Entry<String, String> kind : CLASSES.entrySet()) {
            boolean named = config.isText(TYPE, kind.getKey());
            if (named && !architectures.isEmpty() && !architectures.contains(kind.getValue())) {
                throw config.refused(
                        ARCHITECTURES,
                        "is " + architectures,
                        kind.getValue() + " where '" + TYPE + "' is '" + kind.getKey() + "'");
            }
            if (named || (!config.has(TYPE) && architectures.contains(kind.getValue()))) {
                return kind.getKey();
            }
        }
        if (architectures.isEmpty()) {
            throw config.refused(TYPE, "is missing", String.join(" or ", CLASSES.keySet()));
        }
        throw config.refused(ARCHITECTURES, "is " + architectures, String.join(" or ", CLASSES.values()));
    }

    /**
     * What the files say about the output matrix.
     *
     * @param embedding the name of the embedding
     * @param head the name of the output matrix, where it is one of its own
     * @param key of the configuration that says whether the embedding is the output matrix too
     * @param otherwise what is meant where that key is absent
     */
    record Output(String embedding, String head, String key, boolean otherwise) {}

    Output output(ConfigFile config, Collection<String> names) {
        String tie = "tie_word_embeddings";
        return switch (this) {
            case MAMBA1, MAMBA2 ->
                new Output(
                        MambaConfig.embedding(names),
                        MambaConfig.HEAD,
                        isOriginal(config) ? "tie_embeddings" : tie,
                        this == MAMBA1 || isOriginal(config) || !names.contains(MambaConfig.HEAD));
            case GPT_NEOX -> new Output(GptNeoXConfig.EMBEDDING, GptNeoXConfig.HEAD, tie, false);
            case GPT2 -> new Output(Gpt2Config.prefix(names) + Gpt2Config.EMBEDDING, Gpt2Config.HEAD, tie, true);
        };
    }

    /**
     * The numbers of the model.
     *
     * @param names of its tensors: whether a projection has a bias, they say
     * @param tied what the tensors say about the output matrix
     */
    ModelConfig read(ConfigFile config, Collection<String> names, boolean tied) {
        return switch (this) {
            case MAMBA1 -> MambaConfig.of(config, names, tied);
            case MAMBA2 -> Mamba2Config.of(config, names, tied);
            case GPT_NEOX -> GptNeoXConfig.of(config, names, tied);
            case GPT2 -> Gpt2Config.of(config, names, tied);
        };
    }

    /** The class of its numbers. */
    Class<? extends ModelConfig> config() {
        return switch (this) {
            case MAMBA1 -> MambaConfig.class;
            case MAMBA2 -> Mamba2Config.class;
            case GPT_NEOX -> GptNeoXConfig.class;
            case GPT2 -> Gpt2Config.class;
        };
    }
}
