package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * Reverse-mode differentiation by the tensor engine: the one place that knows of it.
 *
 * <p>Each thread records by itself, so several may differentiate at the same time. What is recorded must
 * not overwrite in place what a derivative needs: the result of a sigmoid, a softmax or an exponential,
 * the factors of a product. The engine refuses to differentiate where that happened.
 */
public final class Autograd {

    private static final ThreadLocal<Boolean> RECORDING = ThreadLocal.withInitial(() -> false);

    private Autograd() {}

    /** Whether this thread does work inside {@link #recorded}. */
    static boolean isRecording() {
        return RECORDING.get();
    }

    /** Does work whose operations on {@linkplain #leaf leaves}, and on what is made of them, are recorded. */
    public static <T> T recorded(Supplier<T> work) {
        boolean before = JniUtils.isGradMode();
        boolean outer = RECORDING.get();
        JniUtils.setGradMode(true);
        RECORDING.set(true);
        try {
            return work.get();
        } finally {
            RECORDING.set(outer);
            JniUtils.setGradMode(before);
        }
    }

    /**
     * A variable with the values of a tensor; not to be changed in place.
     *
     * @return shares the values, which must stay open; of the caller's scope
     */
    public static NDArray leaf(NDArray values) {
        NDArray leaf = values.stopGradient();
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** A copy that may be changed in place and that derivatives pass through: {@code duplicate()} stops them. */
    public static NDArray copy(NDArray values) {
        return values.mul(number(values, 1));
    }

    /**
     * A number to multiply with, or to compare with, (1), in the engine's own memory. Of the number itself, as in
     * {@code x.mul(2)}, the engine would remember a buffer of Java's that is freed too early: derivatives of
     * 1e10, now and then.
     *
     * @param beside a tensor on the same device; its manager owns the number
     */
    public static NDArray number(NDArray beside, double value) {
        return beside.getManager().full(new Shape(1), (float) value);
    }

    /** In double precision, and derivatives pass through: {@code toType} stops them. */
    static NDArray toDouble(NDArray values) {
        NDArray one = values.getManager().ones(new Shape(1), DataType.FLOAT64);
        return values.mul(one);
    }

    /** In single precision, likewise. */
    static NDArray toSingle(NDArray values) {
        return values.getManager().zeros(values.getShape(), DataType.FLOAT32).addi(values);
    }

    /**
     * Adds, to the gradient of each leaf that y was made of, the product of a vector with the Jacobian of y:
     *
     * <pre>{@code Σ_i v_i ∂y_i/∂x}</pre>
     *
     * @param v in y's shape
     * @param again whether what was recorded of y will be needed once more
     */
    static void backward(NDArray y, NDArray v, boolean again) {
        JniUtils.backward((PtNDArray) y, (PtNDArray) v, again, false);
    }

    /** What has gathered at a leaf, in its shape: zeros where nothing came; of the caller's scope. */
    public static NDArray gradient(NDArray leaf) {
        return leaf.getGradient();
    }
}
