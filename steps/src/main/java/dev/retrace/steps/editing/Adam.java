package dev.retrace.steps.editing;

import dev.retrace.steps.tensor.Vector;

/**
 * Adam's rule, with its authors' constants:
 *
 * <pre>{@code
 * m = 0.9 m + 0.1 g       v = 0.999 v + 0.001 g²       x -= rate · m̂ / (sqrt(v̂) + 1e-8)
 * m̂ = m / (1 - 0.9ᵗ)      v̂ = v / (1 - 0.999ᵗ)
 * }</pre>
 *
 * <p>Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization" (arXiv 1412.6980), algorithm 1. In
 * double precision. Mutable: remembers the moments.
 */
final class Adam {

    private static final double FIRST = 0.9;
    private static final double SECOND = 0.999;
    private static final double EPSILON = 1e-8;

    private final double rate;
    private final double[] mean;
    private final double[] square;
    private int updates;

    Adam(double rate, int size) {
        this.rate = rate;
        this.mean = new double[size];
        this.square = new double[size];
    }

    /** The next step against a gradient, to be added to x. */
    Vector step(Vector gradient) {
        updates++;
        double[] g = gradient.toArray();
        double[] step = new double[g.length];
        double ofMean = 1 - Math.pow(FIRST, updates);
        double ofSquare = 1 - Math.pow(SECOND, updates);
        for (int i = 0; i < g.length; i++) {
            mean[i] = FIRST * mean[i] + (1 - FIRST) * g[i];
            square[i] = SECOND * square[i] + (1 - SECOND) * g[i] * g[i];
            step[i] = -rate * (mean[i] / ofMean) / (Math.sqrt(square[i] / ofSquare) + EPSILON);
        }
        return new Vector(step);
    }
}
