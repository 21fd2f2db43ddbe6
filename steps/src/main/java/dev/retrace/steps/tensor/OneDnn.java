package dev.retrace.steps.tensor;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;

/**
 * Products of large matrices on the CPU by oneDNN, a library that comes inside torch and uses the widest vectors of any
 * processor. What torch takes by itself, MKL, uses half of their width on AMD's (measured on one core: 85 and 175
 * GFLOP/s). Of small matrices the detour costs more than it gains.
 */
final class OneDnn {

    /** Numbers of a matrix from which on it gains. */
    private static final int LARGE = 1 << 16;

    /**
     * Lines below which {@code (W xᵀ)ᵀ} is computed. Of the second factor the library makes a copy in an order of its
     * own, which for few lines costs as much as the product (measured at 32 lines: 0.75 and 0.48 ms). As long as there
     * are two lines and not very many inputs, a line's bits are the same either way, whatever lines are beside it.
     */
    private static final int FEW = 96;

    private static final String FUNCTIONS = """
              def many(self, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
                xw = ops.mkldnn._linear_pointwise(x, w, None, "none", annotate(List[Optional[number]], []), "")
                return torch.copy_(y, xw)
              def few(self, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
                if torch.is_contiguous(w):
                  c = torch.contiguous(x)
                  wx = ops.mkldnn._linear_pointwise(w, c, None, "none", annotate(List[Optional[number]], []), "")
                  xw = torch.t(wx)
                else:
                  xw = ops.mkldnn._linear_pointwise(x, w, None, "none", annotate(List[Optional[number]], []), "")
                return torch.copy_(y, xw)
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
                || x.getShape().dimension() != 2
                || Autograd.isRecording()) {
            return Optional.empty();
        }
        return Compiled.MODULE.map(module -> {
            long lines = x.getShape().get(0);
            NDArray y = x.getManager().create(new Shape(lines, matrix.getShape().get(1)));
            try (NDArray stored = matrix.transpose()) {
                module.fill(lines < FEW ? "few" : "many", y, x, stored);
            }
            return y;
        });
    }
}
