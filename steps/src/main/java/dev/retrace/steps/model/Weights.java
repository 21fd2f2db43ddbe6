package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.tensor.Precision;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model's tensors by name, or those whose names begin alike.
 *
 * @param tensors all of them; whoever made them keeps them open
 * @param prefix put before every name
 * @param precision that products with them are to have
 */
record Weights(Map<String, NDArray> tensors, String prefix, Precision precision) {

    Weights {
        tensors = Map.copyOf(tensors);
    }

    /** Those whose names go on like this. */
    Weights under(String more) {
        return new Weights(tensors, prefix + more, precision);
    }

    Set<String> names() {
        return tensors.keySet();
    }

    /** A tensor that must be there. */
    NDArray get(String name) {
        NDArray tensor = find(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the weights lack '" + prefix + name + "'");
        }
        return tensor;
    }

    /** A tensor that only some models have. */
    @Nullable
    NDArray find(String name) {
        return tensors.get(prefix + name);
    }
}
