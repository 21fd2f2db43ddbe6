package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.tensor.SelectiveScan.Drive;
import java.util.Arrays;

/**
 * {@link SelectiveScan} and its derivative by all that it is made of, A too, on the CPU in loops of our own: for
 * training, where it is most of the work, and three times as fast as operation by operation (measured). Rows go
 * one after another; of each the state before every sixteenth step is kept, and the states between are computed
 * once more on the way down, so that they stay in the processor's cache. Formulas: {@link ScanPullback}, and
 *
 * <pre>{@code by A: Σ_t Δ[t] exp(Δ[t] A) S[t-1] λ[t]}</pre>
 *
 * <p>Mutable: filled by {@link #outputs}, read by {@link #slopes}; of one thread.
 */
final class ScanLoops {

    /** Steps from one state that is kept to the next. */
    private static final int STRIDE = 16;

    private final Packing packing;
    private final int inner;
    private final int state;
    private final float[] a; // A, (n, e)
    private final float[] delta; // Δ, (t, e)
    private final float[] drive; // u, (t, e)
    private final float[] in; // B, (t, n)
    private final float[] out; // C, (t, n)
    private final float[] start; // (r, n, e)
    private final float[][][] marks; // by row, every STRIDE steps, (n e)

    // tables (n, e) at work
    private final float[] along;
    private final float[] across;
    private final float[] product;
    private final float[] spare;
    private final float[] byState; // λ
    private final float[] vector; // (e)
    private final float[][] before = new float[STRIDE][]; // states before the steps of a stride
    private final float[][] decays = new float[STRIDE][];

    /**
     * @param a A, (n, e)
     * @param out C, (t, n)
     * @param start the states before the first tokens, (r, n, e)
     */
    ScanLoops(Packing packing, Drive drive, NDArray a, NDArray out, NDArray start) {
        this.packing = packing;
        this.state = (int) a.getShape().get(0);
        this.inner = (int) a.getShape().get(1);
        this.a = TensorMemory.copied(a);
        this.delta = TensorMemory.copied(drive.delta());
        this.drive = TensorMemory.copied(drive.drive());
        this.in = TensorMemory.copied(drive.in());
        this.out = TensorMemory.copied(out);
        this.start = TensorMemory.copied(start);
        this.marks = new float[packing.rows()][][];
        int size = state * inner;
        this.along = new float[size];
        this.across = new float[size];
        this.product = new float[size];
        this.spare = new float[size];
        this.byState = new float[size];
        this.vector = new float[inner];
        for (int i = 0; i < STRIDE; i++) {
            before[i] = new float[size];
            decays[i] = new float[size];
        }
    }

    /** y, (t, e), of the caller's scope. */
    NDArray outputs(NDManager owner) {
        float[] y = new float[delta.length];
        for (int row = 0; row < packing.rows(); row++) {
            outputs(row, y);
        }
        return tensor(owner, y, inner);
    }

    private void outputs(int row, float[] y) {
        int length = packing.length(row);
        marks[row] = new float[(length + STRIDE - 1) / STRIDE][];
        float[] now = Arrays.copyOfRange(start, row * along.length, (row + 1) * along.length);
        for (int step = 0; step < length; step++) {
            if (step % STRIDE == 0) {
                marks[row][step / STRIDE] = now.clone();
            }
            int token = packing.index(row, step);
            advance(token, decays[0], now);
            VectorLoops.spread(out, token * state, inner, across);
            VectorLoops.multiply(now, across, product);
            VectorLoops.sumRows(product, spare, inner, y, token * inner);
        }
    }

    /** Takes a state over a token; leaves the token's decays. */
    private void advance(int token, float[] decay, float[] now) {
        VectorLoops.repeat(delta, token * inner, inner, decay);
        VectorLoops.exponentials(a, decay);
        VectorLoops.repeat(drive, token * inner, inner, along);
        VectorLoops.spread(in, token * state, inner, across);
        VectorLoops.advance(decay, along, across, now);
    }

    /** What is gathered on the way down. */
    private static final class Slopes {

        final float[] delta;
        final float[] drive;
        final float[] in;
        final float[] out;
        final float[] a;

        Slopes(int wide, int narrow, int table) {
            this.delta = new float[wide];
            this.drive = new float[wide];
            this.in = new float[narrow];
            this.out = new float[narrow];
            this.a = new float[table];
        }
    }

    /**
     * The derivatives by Δ, u, B, C and A, in their shapes; of the caller's scope.
     *
     * @param slope v, (t, e)
     */
    NDList slopes(NDArray slope) {
        float[] v = TensorMemory.copied(slope);
        Slopes slopes = new Slopes(delta.length, in.length, a.length);
        for (int row = 0; row < packing.rows(); row++) {
            Arrays.fill(byState, 0);
            for (int mark = marks[row].length - 1; mark >= 0; mark--) {
                stride(row, mark, v, slopes);
            }
        }
        NDManager owner = slope.getManager();
        return new NDList(
                tensor(owner, slopes.delta, inner),
                tensor(owner, slopes.drive, inner),
                tensor(owner, slopes.in, state),
                tensor(owner, slopes.out, state),
                tensor(owner, slopes.a, inner));
    }

    /** Up through the steps of one stride, and down again. */
    private void stride(int row, int mark, float[] v, Slopes slopes) {
        int first = mark * STRIDE;
        int steps = Math.min(STRIDE, packing.length(row) - first);
        float[] now = marks[row][mark];
        for (int i = 0; i < steps; i++) {
            System.arraycopy(now, 0, before[i], 0, now.length);
            advance(packing.index(row, first + i), decays[i], now);
        }
        for (int i = steps - 1; i >= 0; i--) {
            down(packing.index(row, first + i), i, now, v, slopes);
            now = before[i];
        }
    }

    /** One token on the way down, the i-th of its stride, which left the state {@code after}. */
    private void down(int token, int i, float[] after, float[] v, Slopes slopes) {
        int wide = token * inner;
        int narrow = token * state;
        System.arraycopy(v, wide, vector, 0, inner);
        VectorLoops.rowProducts(after, vector, slopes.out, narrow);
        VectorLoops.repeat(v, wide, inner, along);
        VectorLoops.spread(out, narrow, inner, across);
        VectorLoops.multiplyAdd(along, across, byState);
        System.arraycopy(drive, wide, vector, 0, inner);
        VectorLoops.rowProducts(byState, vector, slopes.in, narrow);
        VectorLoops.spread(in, narrow, inner, across);
        VectorLoops.multiply(byState, across, product);
        VectorLoops.sumRows(product, spare, inner, slopes.drive, wide);
        VectorLoops.multiply(decays[i], byState, byState);
        VectorLoops.multiply(byState, before[i], product);
        VectorLoops.repeat(delta, wide, inner, along);
        VectorLoops.multiplyAdd(along, product, slopes.a);
        VectorLoops.multiply(a, product, product);
        VectorLoops.sumRows(product, spare, inner, slopes.delta, wide);
    }

    /** In the engine's own memory: a tensor made of Java's may be freed before a derivative is done with it. */
    private static NDArray tensor(NDManager owner, float[] values, int width) {
        NDArray tensor = owner.create(new Shape(values.length / width, width));
        TensorMemory.of(tensor).put(values);
        return tensor;
    }
}
