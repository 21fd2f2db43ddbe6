package dev.retrace.steps.cuda;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Native;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;

/** Where tensors lie in the device's memory, by torch's stable C interface. */
final class TorchMemory {

    private TorchMemory() {}

    /** The folder of torch's libraries, links followed. */
    static Path libraries() {
        try {
            Path named = Path.of(LibUtils.getLibtorchPath()).resolve("libtorch_cpu.so");
            return Objects.requireNonNull(named.toRealPath().getParent());
        } catch (IOException absent) {
            throw new UncheckedIOException(absent);
        }
    }

    /** @throws UnsatisfiedLinkError if torch is too old */
    static void load() {
        Native.register(
                TorchMemory.class, libraries().resolve("libtorch_cpu.so").toString());
    }

    /** The address of the first element; the tensor must lie in one piece. */
    static long address(NDArray tensor) {
        LongByReference address = new LongByReference();
        CudaDriver.check(aoti_torch_get_data_ptr(((PtNDArray) tensor).getHandle(), address), "aoti_torch_get_data_ptr");
        return address.getValue();
    }

    /** Whether its elements lie one after another in row-major order. */
    static boolean isDense(NDArray tensor) {
        PointerByReference strides = new PointerByReference();
        CudaDriver.check(aoti_torch_get_strides(((PtNDArray) tensor).getHandle(), strides), "aoti_torch_get_strides");
        long[] sizes = tensor.getShape().getShape();
        long due = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            if (sizes[axis] != 1 && strides.getValue().getLong((long) axis * Long.BYTES) != due) {
                return false;
            }
            due *= sizes[axis];
        }
        return true;
    }

    private static native int aoti_torch_get_strides(long tensor, PointerByReference strides);

    private static native int aoti_torch_get_data_ptr(long tensor, LongByReference address);
}
