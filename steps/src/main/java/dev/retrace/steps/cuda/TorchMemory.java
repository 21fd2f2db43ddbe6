package dev.retrace.steps.cuda;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;

/** Where tensors lie in the device's memory, by torch's stable C interface. */
final class TorchMemory {

    /** Where answers are written: one allocation a thread rather than one a call. */
    private static final ThreadLocal<Memory> ANSWER = ThreadLocal.withInitial(() -> new Memory(Long.BYTES));

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
        Memory answer = ANSWER.get();
        CudaDriver.check(aoti_torch_get_data_ptr(((PtNDArray) tensor).getHandle(), answer), "aoti_torch_get_data_ptr");
        return answer.getLong(0);
    }

    /** Whether its elements lie one after another in row-major order. */
    static boolean isDense(NDArray tensor) {
        Memory answer = ANSWER.get();
        CudaDriver.check(aoti_torch_get_strides(((PtNDArray) tensor).getHandle(), answer), "aoti_torch_get_strides");
        Pointer strides = answer.getPointer(0);
        long[] sizes = tensor.getShape().getShape();
        long due = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            if (sizes[axis] != 1 && strides.getLong((long) axis * Long.BYTES) != due) {
                return false;
            }
            due *= sizes[axis];
        }
        return true;
    }

    private static native int aoti_torch_get_strides(long tensor, Pointer strides);

    private static native int aoti_torch_get_data_ptr(long tensor, Pointer address);
}
