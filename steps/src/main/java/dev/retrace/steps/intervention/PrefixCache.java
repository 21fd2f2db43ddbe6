package dev.retrace.steps.intervention;

import ai.djl.ndarray.NDArray;

/**
 * What is kept of one unchanged forward pass over several prompts: the states asked for, and, where
 * asked for, what restarts a layer at any token. Made by {@code LanguageModel.prefill}.
 */
public interface PrefixCache extends AutoCloseable {

    /** How many prompts it holds. */
    int prompts();

    /** How many tokens a prompt has, its pads included. */
    int length(int prompt);

    /**
     * A kept state of all prompts, (f, l, width of the state); rows beyond a prompt's length are
     * meaningless. Owned by the cache.
     *
     * @throws IllegalArgumentException if the prefill was not asked to keep that state
     */
    NDArray kept(Site site);

    /**
     * What a weight matrix was multiplied with, (f, l, inputs of the weight); rows beyond a prompt's length
     * are meaningless. Owned by the cache.
     *
     * @throws IllegalArgumentException if the prefill was not asked to keep that
     */
    default NDArray input(Matrix matrix) {
        throw new IllegalArgumentException("this run kept no inputs of weights, so none of " + matrix);
    }

    @Override
    void close();
}
