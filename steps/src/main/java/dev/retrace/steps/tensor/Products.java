package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts the operations of matrix products with weights in this process, for those who measure it. */
public final class Products {

    private static final LongAdder OPERATIONS = new LongAdder();

    private Products() {}

    /** Two for each weight and line; of a product that is recorded as many again, for its derivative by x. */
    static void count(NDArray x, NDArray matrix) {
        long once = 2 * x.getShape().get(0) * matrix.size();
        OPERATIONS.add(Autograd.isRecording() ? 2 * once : once);
    }

    /** All until now. */
    public static long operations() {
        return OPERATIONS.sum();
    }
}
