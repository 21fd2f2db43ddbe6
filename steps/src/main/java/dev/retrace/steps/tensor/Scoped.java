package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.function.Supplier;

/**
 * Work whose intermediate tensors are freed when it ends, whoever their manager is.
 *
 * <p>Scopes nest per thread. Without one, every tensor lives as long as its manager.
 */
public final class Scoped {

    private Scoped() {}

    /**
     * Does the work and frees all that it made, except its result.
     *
     * @return the result, which now belongs to the enclosing scope, or to its manager if there is none
     */
    public static NDArray result(Supplier<NDArray> work) {
        NDArray result;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            result = work.get();
            NDScope.unregister(result);
        }
        NDScope.register(result);
        return result;
    }

    /** Does the work and frees all tensors that it made; its result holds none. */
    public static <T> T value(Supplier<T> work) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return work.get();
        }
    }

    /** Does the work and frees all tensors that it made. */
    public static void run(Runnable work) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            work.run();
        }
    }

    /** Takes a tensor made in this very scope out of it: from now on {@code owner} frees it. */
    public static NDArray hand(NDArray array, NDManager owner) {
        NDScope.unregister(array);
        array.attach(owner);
        return array;
    }
}
