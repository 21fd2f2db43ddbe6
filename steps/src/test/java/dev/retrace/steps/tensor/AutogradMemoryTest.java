package dev.retrace.steps.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A derivative remembers natively what it needs. What lies in a direct buffer is freed, and here overwritten,
 * once its Java object is gone.
 */
class AutogradMemoryTest {

    private static final int ROWS = 64;

    @Test
    void indicesOutliveTheirArray() {
        long[] backwards = new long[ROWS];
        float[] turned = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            backwards[i] = (long) ROWS - 1 - i;
            turned[ROWS - 1 - i] = i;
        }

        assertArrayEquals(turned, slope(x -> TensorRows.take(x.getManager(), x, backwards)));
    }

    @Test
    void copiesPassDerivativesOnAsTheyAre() {
        float[] same = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            same[i] = i;
        }

        assertArrayEquals(same, slope(Autograd::copy));
    }

    /** The derivative of y at 0 times 0, 1, 2, … where y is made in a scope of its own. */
    private static float[] slope(UnaryOperator<NDArray> y) {
        float[] numbers = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            numbers[i] = i;
        }
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            return Autograd.recorded(() -> {
                NDArray x = Autograd.leaf(owner.zeros(new Shape(ROWS, 1), DataType.FLOAT32));
                NDArray value = Scoped.result(() -> y.apply(x));
                overwriteWhatIsFree();
                Autograd.backward(value, owner.create(numbers, new Shape(ROWS, 1)));
                return Autograd.gradient(x).toFloatArray();
            });
        }
    }

    private static void overwriteWhatIsFree() {
        for (int round = 0; round < 10; round++) {
            System.gc();
            for (int size : new int[] {Float.BYTES, ROWS * Long.BYTES}) {
                for (int i = 0; i < 200; i++) {
                    ByteBuffer.allocateDirect(size).putInt(0, 1); // the rest is zeros
                }
            }
        }
    }
}
