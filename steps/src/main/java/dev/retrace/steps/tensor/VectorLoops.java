package dev.retrace.steps.tensor;

import java.util.Arrays;

/**
 * Loops over arrays that Java compiles to vector instructions: each long, without a branch, writing one array and
 * reading others at the same index. Two operations in two such loops take less time than both in one loop over
 * short pieces (measured: 0.05 against 0.3 ns an element).
 *
 * <p>Tables are (n, e), row after row. Multiplications and additions are rounded one by one, as Java does on every
 * machine.
 */
final class VectorLoops {

    /** Below it, e^x is nothing beside 1. */
    private static final float LEAST = -100;

    private static final float PIECES = 256; // 2^8: eight doublings
    private static final float THIRD_ORDER = 1f / 6;
    private static final float FOURTH_ORDER = 1f / 24;
    private static final int LANES = 8;

    private VectorLoops() {}

    /** Fills each row of a table with a vector of the rows' length, taken from some place of an array. */
    static void repeat(float[] vectors, int from, int length, float[] table) {
        for (int at = 0; at < table.length; at += length) {
            System.arraycopy(vectors, from, table, at, length);
        }
    }

    /** Fills each row of a table with one number, the numbers taken from some place of an array. */
    static void spread(float[] numbers, int from, int length, float[] table) {
        for (int row = 0; row * length < table.length; row++) {
            Arrays.fill(table, row * length, (row + 1) * length, numbers[from + row]);
        }
    }

    /** z = x y. */
    static void multiply(float[] x, float[] y, float[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = x[i] * y[i];
        }
    }

    /** z += x y. */
    static void multiplyAdd(float[] x, float[] y, float[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] += x[i] * y[i];
        }
    }

    /** z = w z + x y. */
    static void advance(float[] w, float[] x, float[] y, float[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = w[i] * z[i] + x[i] * y[i];
        }
    }

    /** z += x y of a number y. */
    static void multiplyAdd(float[] x, float y, float[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] += x[i] * y;
        }
    }

    /** z = w z + x y of a number y. */
    static void advance(float[] w, float[] x, float y, float[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = w[i] * z[i] + x[i] * y;
        }
    }

    /**
     * z = e^(x z), for exponents that are not positive, to 2^-23.
     *
     * <p>Of e^y - 1 at y = x z / 256 as a series; then eight times p becomes p (p + 2), which is that of twice the
     * exponent. What is near 0 keeps all its digits, and there is no table and no branch.
     */
    static void exponentials(float[] x, float[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.max(x[i] * z[i], LEAST) * (1 / PIECES);
        }
        for (int i = 0; i < z.length; i++) {
            float y = z[i];
            z[i] = (((y * FOURTH_ORDER + THIRD_ORDER) * y + 0.5f) * y + 1) * y;
        }
        doubled(z);
        doubled(z);
        for (int i = 0; i < z.length; i++) {
            z[i] += 1;
        }
    }

    /** Four doublings, which is as much as is compiled well in one loop. */
    private static void doubled(float[] z) {
        for (int i = 0; i < z.length; i++) {
            float p = z[i];
            p = p * (p + 2);
            p = p * (p + 2);
            p = p * (p + 2);
            z[i] = p * (p + 2);
        }
    }

    /**
     * Adds up the rows of a table, halves onto halves: copied first, since a loop that reads an array at two places
     * is not vectorised.
     *
     * @param table overwritten
     * @param spare as long as the table; overwritten
     * @param sums where the sums of the columns go, from some place on
     */
    static void sumRows(float[] table, float[] spare, int length, float[] sums, int to) {
        for (int rows = table.length / length; rows > 1; ) {
            int added = rows / 2;
            rows -= added;
            System.arraycopy(table, rows * length, spare, 0, added * length);
            add(spare, table, added * length);
        }
        System.arraycopy(table, 0, sums, to, length);
    }

    private static void add(float[] x, float[] z, int count) {
        for (int i = 0; i < count; i++) {
            z[i] += x[i];
        }
    }

    /** The product of each row of a table with a vector, Σ_e x[n, e] y[e], into an array from some place on. */
    static void rowProducts(float[] table, float[] vector, float[] products, int to) {
        for (int row = 0; row * vector.length < table.length; row++) {
            products[to + row] = product(table, row * vector.length, vector);
        }
    }

    /** In eight sums, since a float's addition is not to be reordered and so is not vectorised. */
    private static float product(float[] x, int begin, float[] y) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + LANES <= y.length; i += LANES) {
            a += x[begin + i] * y[i] + x[begin + i + 4] * y[i + 4];
            b += x[begin + i + 1] * y[i + 1] + x[begin + i + 5] * y[i + 5];
            c += x[begin + i + 2] * y[i + 2] + x[begin + i + 6] * y[i + 6];
            d += x[begin + i + 3] * y[i + 3] + x[begin + i + 7] * y[i + 7];
        }
        for (; i < y.length; i++) {
            a += x[begin + i] * y[i];
        }
        return a + b + (c + d);
    }
}
