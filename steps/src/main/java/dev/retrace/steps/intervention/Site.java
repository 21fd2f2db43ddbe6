package dev.retrace.steps.intervention;

/**
 * A state in one layer.
 *
 * @param layer from 0
 */
public record Site(State state, int layer) {

    public Site {
        if (layer < 0) {
            throw new IllegalArgumentException("layers count from 0, but this is " + layer);
        }
    }
}
