package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** The memory of float32 tensors on the CPU, for loops of our own. */
final class TensorMemory {

    /** Numbers of a tensor, at most, since Java counts the bytes of a buffer in an int. */
    static final long MOST = Integer.MAX_VALUE / Float.BYTES;

    private TensorMemory() {}

    /**
     * The values in row-major order, to be read and, if the tensor's own order is that, written; as long as the
     * tensor's scope is open.
     */
    static FloatBuffer of(NDArray tensor) {
        ByteBuffer bytes = tensor.flatten().toByteBuffer(true).order(ByteOrder.nativeOrder());
        if (!bytes.isDirect()) {
            throw new IllegalStateException("the engine does not show the memory of a tensor");
        }
        return bytes.asFloatBuffer();
    }

    /** The values in row-major order. */
    static float[] copied(NDArray tensor) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        of(tensor).get(values);
        return values;
    }
}
