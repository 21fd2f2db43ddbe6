package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;

/**
 * What distinguishes one kind of model from another: how tokens enter the residual stream, what a
 * block adds to it, and how it becomes logits. That a run starts in the middle, that its rows are
 * changed and what is kept of it is not the family's concern.
 */
interface Family {

    /** Sizes, states and weights. */
    Architecture architecture();

    /**
     * The residual stream before the first block.
     *
     * @param tokens packed, (t)
     * @param positions of the tokens in their prompts, padding not counted, (t)
     * @return (t, d), of the caller's scope
     */
    NDArray embed(long[] tokens, long[] positions);

    /** One vector per token of the vocabulary, (v, d). */
    NDArray embedding();

    /** One block. */
    Block block(int layer);

    /** Residual vectors after the last block as the head wants them, (r, d), of the caller's scope. */
    NDArray normalized(NDArray h);

    /** What makes logits of them. */
    Head head();
}
