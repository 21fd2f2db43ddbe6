package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;

/** One layer of a model. */
interface Block {

    /**
     * The residual stream after the block.
     *
     * <p>What the block must know of a row's tokens before those at hand it asks of the pass, and what it
     * will have to know it leaves there. States and edited projections it shows to the pass where they
     * are born.
     *
     * @param h the residual stream before the block, (t, d); not changed
     * @return (t, d), of the caller's scope
     */
    NDArray forward(NDArray h, Pass pass);
}
