package dev.retrace.steps.model;

/** Losses of rows and their derivatives. Mutable: filled batch by batch, by several threads, before it is read. */
public final class Gradients {

    private final double[] values;
    private final float[][][] slopes; // by row and site

    /** Starts empty. */
    Gradients(int rows, int sites) {
        this.values = new double[rows];
        this.slopes = new float[rows][sites][];
    }

    /** A share of a row's loss. */
    void add(int row, double value) {
        values[row] += value;
    }

    void set(int row, int site, float[] slope) {
        slopes[row][site] = slope;
    }

    /** How many rows there are. */
    public int rows() {
        return values.length;
    }

    /** A row's loss. */
    public double value(int row) {
        return values[row];
    }

    /**
     * ∂ loss / ∂ state of a row, (width of the state).
     *
     * @param site which of those that were asked for, from 0
     */
    public float[] of(int row, int site) {
        return slopes[row][site];
    }
}
