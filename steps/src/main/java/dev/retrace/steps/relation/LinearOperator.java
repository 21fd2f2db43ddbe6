package dev.retrace.steps.relation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** A relation at one layer as an affine map, {@code z ≈ β W h + b}. */
final class LinearOperator {

    private final int d;
    private final float[] w; // (d, d), row after row
    private final float[] b; // (d)

    /**
     * @param w W, (d, d), row after row; not to be changed any more
     * @param b (d); likewise
     */
    LinearOperator(float[] w, float[] b) {
        if (w.length != b.length * b.length) {
            throw new IllegalArgumentException(
                    "W and b must be (d, d) and (d), but have " + w.length + " and " + b.length + " elements");
        }
        this.d = b.length;
        this.w = w;
        this.b = b;
    }

    int width() {
        return d;
    }

    /** W, (d, d), of the caller's scope. */
    NDArray matrix(NDManager owner) {
        return owner.create(w, new Shape(d, d));
    }

    /** {@code W h}, (d) to (d). */
    double[] linear(float[] h) {
        double[] product = new double[d];
        for (int i = 0; i < d; i++) {
            double sum = 0;
            for (int j = 0; j < d; j++) {
                sum += (double) w[i * d + j] * h[j];
            }
            product[i] = sum;
        }
        return product;
    }

    /**
     * {@code β W h + b}, (d).
     *
     * @param linear W h, (d)
     */
    float[] estimate(double[] linear, double beta) {
        float[] estimate = new float[d];
        for (int i = 0; i < d; i++) {
            estimate[i] = (float) (beta * linear[i] + b[i]);
        }
        return estimate;
    }

    /** The Frobenius norm of W. */
    double norm() {
        return norm(w);
    }

    /** The length of b. */
    double biasNorm() {
        return norm(b);
    }

    private static double norm(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }
}
