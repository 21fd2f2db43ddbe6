package dev.retrace.steps.tensor;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Optional;

/**
 * Products of large matrices on the CPU by oneDNN, a library that comes inside torch and uses the widest vectors of any
 * processor. What torch takes by itself, MKL, uses half of their width on AMD's (measured on one core: 85 and 175
 * GFLOP/s). Of small matrices the detour costs more than it gains.
 */
final class OneDnn {

    /** Numbers of a matrix from which on it gains. */
    private static final int LARGE = 1 << 16;

    private static final String FUNCTIONS = """
              def product(self, x: Tensor, w: Tensor) -> Tensor:
                return ops.mkldnn._linear_pointwise(x, w, None, "none", annotate(List[Optional[number]], []), "")
            """;

    private OneDnn() {}

    /** Compiled at the first use. */
    private static final class Compiled {
        static final Optional<ScriptModule> MODULE = compile(FUNCTIONS);
    }

    /** Nothing where torch was built without oneDNN, as it is for some processors. */
    static Optional<ScriptModule> compile(String functions) {
        try {
            return Optional.of(ScriptModule.compile(functions));
        } catch (EngineException unknown) {
            return Optional.empty();
        }
    }

    /**
     * x W, not differentiable.
     *
     * @param x (t, inputs), float32
     * @param matrix W, (inputs, outputs), float32
     * @return (t, outputs), of the caller's scope; nothing if torch's own product is the one to take
     */
    static Optional<NDArray> product(NDArray x, NDArray matrix) {
        if (matrix.size() < LARGE
                || matrix.getDevice().isGpu()
                || matrix.getDataType() != DataType.FLOAT32
                || Autograd.isRecording()) {
            return Optional.empty();
        }
        return Compiled.MODULE.map(
                module -> module.call("product", x, matrix.transpose()).singletonOrThrow());
    }
}
