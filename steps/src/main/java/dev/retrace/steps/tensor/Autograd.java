package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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

    private Autograd() {}

    /** Does work whose operations on {@linkplain #leaf leaves}, and on what is made of them, are recorded. */
    public static <T> T recorded(Supplier<T> work) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        try {
            return work.get();
        } finally {
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
        return values.mul(constant(values.getManager(), 1));
    }

    /**
     * A number that may be a factor where derivatives are recorded, (1). The engine makes a tensor of a plain
     * number, over Java's memory, and closes it at once; but the derivative of a product needs its factors.
     */
    public static NDArray constant(NDManager owner, double value) {
        return owner.ones(new Shape(1)).muli(value);
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
     * <p>What was recorded of y is forgotten.
     *
     * @param v in y's shape
     */
    public static void backward(NDArray y, NDArray v) {
        JniUtils.backward((PtNDArray) y, (PtNDArray) v, false, false);
    }

    /** What has gathered at a leaf, in its shape: zeros where nothing came; of the caller's scope. */
    public static NDArray gradient(NDArray leaf) {
        return leaf.getGradient();
    }
}
