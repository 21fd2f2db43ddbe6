package dev.retrace.steps.checkpoint;

import java.util.Collection;

/** The numbers of a model, of which a family has its own kind. */
public sealed interface ModelConfig permits MambaConfig, Mamba2Config, GptNeoXConfig, Gpt2Config {

    /** The family that these are the numbers of. */
    ModelFamily family();

    /** How many blocks. */
    int layers();

    /** Width of the residual stream, d. */
    int width();

    /** Rows of the embedding, v. */
    int vocabulary();

    /** Whether the embedding is the output matrix too. */
    boolean tied();

    /**
     * Which tensors the model has, and their shapes.
     *
     * @param names of the tensors at hand, since the same tensor has different names in different files
     */
    TensorLayout layout(Collection<String> names);
}
