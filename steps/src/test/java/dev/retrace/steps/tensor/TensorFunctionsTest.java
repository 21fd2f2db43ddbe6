package dev.retrace.steps.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Utils;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TensorFunctionsTest {

    /** mean(1, 49) = 25, so with an eps of 11 the divisor is 6: 1/6 * 6 and 7/6 * 12. */
    @Test
    void rootMeanSquareHasItsEpsInsideTheRoot() {
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            NDArray x = manager.create(new float[] {1, 7}, new Shape(1, 2));
            NDArray weight = manager.create(new float[] {6, 12});

            float[] y = Normalization.rms(x, weight, 11).toFloatArray();

            assertArrayEquals(new float[] {1, 14}, y, 1e-5f);
        }
    }

    @Test
    void onlyTheResultOutlivesItsScope() {
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            NDArray x = manager.create(new float[] {3});

            NDArray y = Scoped.result(() -> x.add(1).mul(2).sub(1));

            assertEquals(7, y.getFloat());
            assertEquals(2, manager.getManagedArrays().size());
        }
    }

    @Test
    void whatIsHandedOverOutlivesItsScope() {
        try (NDManager manager = TorchEngine.newManager("cpu");
                NDManager owner = manager.newSubManager()) {
            NDArray[] kept = new NDArray[1];

            Scoped.run(() ->
                    kept[0] = Scoped.hand(manager.create(new float[] {3}).add(1), owner));

            assertEquals(4, kept[0].getFloat());
            assertEquals(1, owner.getManagedArrays().size());
        }
    }

    @Test
    void rowsArePickedAndOverwrittenByIndex() {
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            NDArray matrix = manager.create(new float[] {0, 1, 10, 11, 20, 21}, new Shape(3, 2));

            NDArray taken = TensorRows.take(manager, matrix, new long[] {2, 0});
            TensorRows.put(matrix, new long[] {1, 2}, taken);

            assertArrayEquals(new float[] {0, 1, 20, 21, 0, 1}, matrix.toFloatArray());
        }
    }

    /** Types that the engine's native side cannot hold would end the process. */
    @Test
    void typesThatWouldEndTheProcessAreRefused() {
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(2);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> TorchEngine.create(manager, bytes, new Shape(1), DataType.BFLOAT16));
        }
    }

    @Test
    void theEngineStartsOfflineAndNamesItsDevices() {
        TorchEngine.newManager("cpu").close();

        assertTrue(Utils.isOfflineMode());
        assertThrows(IllegalArgumentException.class, () -> TorchEngine.newManager("gpu"));
    }
}
