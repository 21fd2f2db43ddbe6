package dev.retrace.steps.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.TestDevice;
import java.util.stream.LongStream;

/** Makes and compares what kernels are tested with; skips the test where there is no GPU. */
record GpuTensors(NDManager owner) implements AutoCloseable {

    static GpuTensors open() {
        assumeTrue(!TestDevice.NAME.equals("cpu"), "kernels run on a GPU: -Dretrace.test.device=cuda:0");
        GpuTensors tensors = new GpuTensors(TorchEngine.newManager(TestDevice.NAME));
        assertTrue(FusedKernels.of(tensors.owner.getDevice()).isPresent(), "no driver or no NVRTC");
        return tensors;
    }

    NDArray random(long... sizes) {
        return owner.randomNormal(new Shape(sizes));
    }

    /** A table in another order than that in which it is read. */
    static Lines lines(NDArray inOrder) {
        long count = inOrder.getShape().get(0);
        NDArray table = inOrder.reshape(count, -1).flip(0).duplicate();
        return new Lines(
                TensorRows.contiguous(table),
                LongStream.range(0, count).map(i -> count - 1 - i).toArray());
    }

    /** ‖x - y‖ / ‖x‖, which is no number if one of them holds such. */
    static void assertClose(NDArray expected, NDArray actual, double tolerance) {
        assertEquals(expected.getShape(), actual.getShape());
        NDArray wide = actual.toType(DataType.FLOAT32, true);
        double difference = wide.sub(expected).square().sum().sqrt().getFloat();
        double size = expected.square().sum().sqrt().getFloat();
        assertTrue(difference <= tolerance * size, "relative difference " + difference / size);
    }

    @Override
    public void close() {
        owner.close();
    }
}
