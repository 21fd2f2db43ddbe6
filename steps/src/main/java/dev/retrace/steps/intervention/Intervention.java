package dev.retrace.steps.intervention;

import ai.djl.ndarray.NDArray;
import java.util.BitSet;

/**
 * A change to one row of a batch; weights never change. Several changes of one row at one place apply
 * in their order.
 */
public sealed interface Intervention {

    /** The layer that it applies in. */
    int layer();

    /** The first token that it can change. */
    int firstToken();

    /** A change of a state's values at some tokens. */
    sealed interface AtSite extends Intervention {

        /** Where the change applies. */
        Site site();

        /** Which tokens it applies to. */
        TokenSpan at();

        @Override
        default int layer() {
            return site().layer();
        }

        @Override
        default int firstToken() {
            return at().begin();
        }
    }

    /**
     * The state takes the value that it has in another run: activation patching, path blocking.
     *
     * @param from the run that the values come from, which kept this state
     * @param prompt of that run
     */
    record Restore(Site site, TokenSpan at, PrefixCache from, int prompt) implements AtSite {

        public Restore {
            if (at.end() > from.length(prompt)) {
                throw new IllegalArgumentException(
                        "tokens up to " + at.end() + " cannot be restored from a prompt of " + from.length(prompt));
            }
        }
    }

    /**
     * The state takes a given value: mean ablation.
     *
     * @param value (w) for every token of the span, or (tokens, w) with one for each; of the caller,
     *     who keeps it open
     */
    record Replace(Site site, TokenSpan at, NDArray value) implements AtSite {

        public Replace {
            requireValues(site, at, value);
        }
    }

    /**
     * Something is added to the state: value optimisation, an edit of a relation, noise.
     *
     * @param delta as in {@link Replace}
     */
    record Add(Site site, TokenSpan at, NDArray delta) implements AtSite {

        public Add {
            requireValues(site, at, delta);
        }
    }

    /**
     * A weight matrix is edited by a matrix of rank one, W + r uᵀ: the projection y = W x becomes y + r
     * (u · x) at every token.
     *
     * @param u (inputs of the projection); of the caller, who keeps it open
     * @param r (outputs of the projection); likewise
     */
    record RankOne(Weight weight, int layer, NDArray u, NDArray r) implements Intervention {

        public RankOne {
            if (layer < 0 || u.getShape().dimension() != 1 || r.getShape().dimension() != 1) {
                throw new IllegalArgumentException("an edit of rank one needs a layer from 0 and two vectors, but was"
                        + " given layer " + layer + " and the shapes " + u.getShape() + " and " + r.getShape());
            }
        }

        @Override
        public int firstToken() {
            return 0;
        }
    }

    /**
     * Knockout of what tokens hand on inside one layer: the targets no longer take from the sources in
     * the layer's mixing over tokens, a scan or attention. All else in the layer goes on as before: the
     * convolution, what steers the scan, the gate, the skip term. Attention is cut before the softmax,
     * so its other weights grow; a target that is left with no source at all takes nothing.
     *
     * <p>Source: Endy et al., "Mamba Knockout for Unraveling Factual Information Flow" (arXiv
     * 2505.24244), with the authors' code: the write of a source into the state is left out where a
     * target reads it.
     *
     * @param sources tokens from the start of the prompt, pads included; none to cut nothing
     * @param targets likewise; a source after a target has nothing to hand on to it
     * @param kept channels that stay connected
     * @param strict whether a convolution before the scan is closed as well: as the targets see the layer,
     *     no token takes anything of another that is a source. The method as published leaves this open.
     *     Only where no channel is kept, for B, C and Δ belong to all of them
     */
    record Sever(int layer, BitSet sources, BitSet targets, Channels kept, boolean strict) implements Intervention {

        public Sever {
            if (layer < 0) {
                throw new IllegalArgumentException("layers count from 0, but this is " + layer);
            }
            if (strict && !kept.members().isEmpty()) {
                throw new IllegalArgumentException(
                        "a strict cut closes all channels, but this one keeps " + kept.members());
            }
            sources = (BitSet) sources.clone();
            targets = (BitSet) targets.clone();
        }

        /** As published: the convolution stays open. */
        public Sever(int layer, BitSet sources, BitSet targets, Channels kept) {
            this(layer, sources, targets, kept, false);
        }

        /** Whether no source comes before or at a target, so that there is nothing to cut. */
        public boolean isVain() {
            return sources.isEmpty() || sources.nextSetBit(0) >= targets.length();
        }

        @Override
        public BitSet sources() {
            return (BitSet) sources.clone();
        }

        @Override
        public BitSet targets() {
            return (BitSet) targets.clone();
        }

        @Override
        public int firstToken() {
            return targets.isEmpty() ? Integer.MAX_VALUE : targets.nextSetBit(0);
        }
    }

    private static void requireValues(Site site, TokenSpan at, NDArray values) {
        int axes = values.getShape().dimension();
        if (axes != 1 && !(axes == 2 && values.getShape().get(0) == at.end() - at.begin())) {
            throw new IllegalArgumentException(site + " needs one value for all tokens or one for each of " + at
                    + ", but was given the shape " + values.getShape());
        }
    }
}
