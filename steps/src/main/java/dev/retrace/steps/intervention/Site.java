package dev.retrace.steps.intervention;

/**
 * A state in one layer.
 *
 * @param layer from 0; -1 for {@link State#H}, which is the embedding
 */
public record Site(State state, int layer) {

    private static final int EMBEDDING = -1;

    public Site {
        if (layer < (state == State.H ? EMBEDDING : 0)) {
            throw new IllegalArgumentException("layers count from 0, but this is " + layer + " of " + state);
        }
    }

    /** What enters the first block. */
    public static Site embedding() {
        return new Site(State.H, EMBEDDING);
    }
}
