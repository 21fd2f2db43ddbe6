package dev.retrace.steps.tensor;

/** A vector in double precision; immutable. */
public final class Vector {

    private final double[] values;

    public Vector(double[] values) {
        this.values = values.clone();
    }

    public static Vector of(float[] narrow) {
        double[] wide = new double[narrow.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = narrow[i];
        }
        return new Vector(wide);
    }

    public static Vector zeros(int size) {
        return new Vector(new double[size]);
    }

    public int size() {
        return values.length;
    }

    /** ‖x‖. */
    public double norm() {
        return Math.sqrt(dot(this));
    }

    /** x · y. */
    public double dot(Vector y) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * y.values[i];
        }
        return sum;
    }

    /** c x. */
    public Vector times(double c) {
        return zeros(values.length).plus(this, c);
    }

    /** x + c y. */
    public Vector plus(Vector y, double c) {
        double[] sum = values.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += c * y.values[i];
        }
        return new Vector(sum);
    }

    public double[] toArray() {
        return values.clone();
    }

    /** In single precision. */
    public float[] narrow() {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
