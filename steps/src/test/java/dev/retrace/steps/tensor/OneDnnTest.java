package dev.retrace.steps.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneDnnTest {

    /** A matrix as it lies in a file, outputs first, and one that lies the other way; both larger than the threshold. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 40})
    void productsAreThoseOfTorch(int lines) {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            NDArray x = owner.randomUniform(-1, 1, new Shape(lines, 300));
            NDArray stored = owner.randomUniform(-1, 1, new Shape(250, 300));
            for (NDArray matrix : new NDArray[] {stored.transpose(), TensorRows.contiguous(stored.transpose())}) {
                NDArray y = OneDnn.product(x, matrix).orElseGet(() -> x.matMul(matrix));

                assertEquals(new Shape(lines, 250), y.getShape());
                assertArrayEquals(x.matMul(matrix).toFloatArray(), y.toFloatArray(), 1e-4f);
                y.addi(1); // what torch gives elsewhere may not be changed
            }
        }
    }

    /** Torch differentiates its own products alone. */
    @Test
    void whatIsRecordedAndWhatIsSmallIsLeftToTorch() {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            NDArray large = owner.ones(new Shape(300, 300));
            assertTrue(OneDnn.product(owner.ones(new Shape(2, 20)), owner.ones(new Shape(20, 20)))
                    .isEmpty());
            assertTrue(Autograd.recorded(() -> OneDnn.product(large, large)).isEmpty());
        }
    }

    @Test
    void whereTorchHasNoSuchOperationThereIsNone() {
        String functions = """
                  def product(self, x: Tensor, w: Tensor) -> Tensor:
                    return ops.mkldnn.no_such_product(x, w)
                """;
        assertTrue(OneDnn.compile(functions).isEmpty());
    }
}
