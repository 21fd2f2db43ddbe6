package dev.retrace.steps.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Utils;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The one place where the tensor engine starts and where bytes become tensors.
 *
 * <p>The engine starts offline: otherwise it asks the network for natives and sends telemetry. Its
 * thread counts are the system properties {@code ai.djl.pytorch.num_threads} and {@code
 * num_interop_threads} of the command line; they are fixed when it starts.
 */
public final class TorchEngine {

    /** The engine's native side ends the whole process on any other type. */
    private static final Set<DataType> SAFE = Set.of(
            DataType.FLOAT16,
            DataType.FLOAT32,
            DataType.FLOAT64,
            DataType.INT8,
            DataType.UINT8,
            DataType.INT32,
            DataType.INT64,
            DataType.BOOLEAN);

    private TorchEngine() {}

    /**
     * A root for tensors on a device; starts the engine at the first call.
     *
     * @param device {@code cpu} or {@code cuda:0}
     * @throws IllegalStateException if the environment forbids working offline
     */
    public static NDManager newManager(String device) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        if (!Utils.isOfflineMode()) {
            throw new IllegalStateException("the environment variable DJL_OFFLINE is '" + System.getenv("DJL_OFFLINE")
                    + "', which would let the tensor engine use the network: unset it or set it to 'true'");
        }
        return NDManager.newBaseManager(device(device));
    }

    /**
     * A tensor over bytes in native order.
     *
     * @param bytes if direct, they are not copied and must outlive the tensor and all its views
     * @throws IllegalArgumentException for an element type that the engine cannot hold
     */
    static NDArray create(NDManager owner, ByteBuffer bytes, Shape shape, DataType type) {
        if (!SAFE.contains(type)) {
            throw new IllegalArgumentException("tensors of " + type + " would end the process; possible are " + SAFE);
        }
        return owner.create(bytes, shape, type);
    }

    static Device device(String name) {
        if (name.equals("cpu")) {
            return Device.cpu();
        } else if (name.matches("cuda:[0-9]{1,3}")) {
            return Device.gpu(Integer.parseInt(name.substring("cuda:".length())));
        }
        throw new IllegalArgumentException("a device is 'cpu' or 'cuda:0', 'cuda:1', …, not '" + name + "'");
    }
}
