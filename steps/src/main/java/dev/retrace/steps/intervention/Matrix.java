package dev.retrace.steps.intervention;

/**
 * A weight matrix in one layer.
 *
 * @param layer from 0
 */
public record Matrix(Weight weight, int layer) {

    public Matrix {
        if (layer < 0) {
            throw new IllegalArgumentException("layers count from 0, but this is " + layer);
        }
    }
}
