package dev.retrace.steps.intervention;

import ai.djl.ndarray.NDArray;

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

    private static void requireValues(Site site, TokenSpan at, NDArray values) {
        int axes = values.getShape().dimension();
        if (axes != 1 && !(axes == 2 && values.getShape().get(0) == at.end() - at.begin())) {
            throw new IllegalArgumentException(site + " needs one value for all tokens or one for each of " + at
                    + ", but was given the shape " + values.getShape());
        }
    }
}
