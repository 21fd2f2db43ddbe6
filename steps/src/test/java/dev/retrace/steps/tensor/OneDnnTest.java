package dev.retrace.steps.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneDnnTest {

    /** A matrix as it lies in a file, outputs first, and one that lies the other way; both are large. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 40, 200})
    void productsAreThoseOfTorch(int lines) {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            NDArray x = TensorRows.columns(owner.randomUniform(-1, 1, new Shape(lines, 330)), 10, 310);
            NDArray stored = owner.randomUniform(-1, 1, new Shape(250, 300));
            for (NDArray matrix : new NDArray[] {stored.transpose(), TensorRows.contiguous(stored.transpose())}) {
                NDArray y = OneDnn.product(x, matrix).orElseGet(() -> x.matMul(matrix));

                assertEquals(new Shape(lines, 250), y.getShape());
                assertArrayEquals(x.matMul(matrix).toFloatArray(), y.toFloatArray(), 1e-4f);
                y.addi(1); // what torch gives elsewhere may not be changed
            }
        }
    }

    /** Otherwise results would depend on which rows share a batch. */
    @Test
    void aLineHasTheSameBitsBesideFewAndManyLines() {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            NDArray x = owner.randomUniform(-1, 1, new Shape(200, 300));
            NDArray matrix = owner.randomUniform(-1, 1, new Shape(250, 300)).transpose();
            Assumptions.assumeTrue(OneDnn.product(x, matrix).isPresent(), "torch was built without oneDNN");
            float[] many = OneDnn.product(x, matrix).orElseThrow().toFloatArray();

            for (int lines : new int[] {2, 7, 16, 95, 96, 150}) {
                float[] few = OneDnn.product(TensorRows.slice(x, 0, lines), matrix)
                        .orElseThrow()
                        .toFloatArray();
                assertArrayEquals(Arrays.copyOf(many, few.length), few);
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
