package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.tensor.Repeated;
import java.util.Optional;

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

    /**
     * The derivative by the residual stream before the block, from that by the one after it, where nothing is changed
     * and nobody looks between the two.
     *
     * @param h as for {@link #forward}, (t', d)
     * @param rows which of the pass's rows those of the slope repeat
     * @param slope (t, d)
     * @return (t, d), of the caller's scope; nothing where the block leaves that to the engine's records
     */
    default Optional<NDArray> pulled(NDArray h, Pass pass, Repeated rows, NDArray slope) {
        return Optional.empty();
    }

    /** What fades in the block's state-space model, if it has one. */
    default Optional<Fading> fading() {
        return Optional.empty();
    }

    /**
     * How the channels of a state-space model forget: what is left after a step is exp(-exp(A_log) Δ).
     *
     * @param logRates A_log, (channels, n), or (channels) where all n of a channel fade alike
     * @param groups of channels that share B and C
     */
    record Fading(NDArray logRates, int groups) {}
}
