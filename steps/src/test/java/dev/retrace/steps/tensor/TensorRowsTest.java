package dev.retrace.steps.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TensorRowsTest {

    private static final int ROWS = 64;

    /**
     * A derivative remembers the indices natively. Memory of a direct buffer would be freed, and here
     * overwritten, once the Java object of the indices is gone.
     */
    @Test
    void aDerivativeKnowsTheIndicesAfterTheirArrayIsClosed() {
        long[] backwards = new long[ROWS];
        float[] numbers = new float[ROWS];
        float[] turned = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            backwards[i] = (long) ROWS - 1 - i;
            numbers[i] = i;
            turned[ROWS - 1 - i] = i;
        }
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            NDArray slope = Autograd.recorded(() -> {
                NDArray x = Autograd.leaf(owner.zeros(new Shape(ROWS, 1), DataType.FLOAT32));
                NDArray y = Scoped.result(() -> TensorRows.take(owner, x, backwards));
                overwriteWhatIsFree();
                Autograd.backward(y, owner.create(numbers, new Shape(ROWS, 1)));
                return Autograd.gradient(x);
            });

            assertArrayEquals(turned, slope.toFloatArray());
        }
    }

    private static void overwriteWhatIsFree() {
        for (int round = 0; round < 20; round++) {
            System.gc();
            for (int i = 0; i < 200; i++) {
                ByteBuffer.allocateDirect(ROWS * Long.BYTES).putLong(0, 1); // the rest is zeros
            }
        }
    }
}
