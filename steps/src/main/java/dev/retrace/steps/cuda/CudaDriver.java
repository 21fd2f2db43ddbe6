package dev.retrace.steps.cuda;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** The functions of NVIDIA's driver that are called here, by their own names; each returns 0 or an error's number. */
final class CudaDriver {

    static final int COMPUTE_CAPABILITY_MAJOR = 75;
    static final int COMPUTE_CAPABILITY_MINOR = 76;

    /** What says in a launch's options that a pointer to the packed arguments follows, or to their size, or nothing. */
    static final long ARGUMENTS = 1;

    static final long ARGUMENTS_SIZE = 2;

    private CudaDriver() {}

    /** @throws UnsatisfiedLinkError if there is no driver */
    static void load() {
        Native.register(CudaDriver.class, "libcuda.so.1");
    }

    static void check(int result, String what) {
        if (result != 0) {
            PointerByReference name = new PointerByReference();
            boolean named = cuGetErrorString(result, name) == 0 && name.getValue() != null;
            throw new CudaException(
                    what + ": " + (named ? name.getValue().getString(0) : "error") + " (" + result + ")");
        }
    }

    static native int cuInit(int flags);

    static native int cuDeviceGet(IntByReference device, int ordinal);

    static native int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

    static native int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

    static native int cuCtxSetCurrent(Pointer context);

    static native int cuModuleLoadData(PointerByReference module, byte[] image);

    static native int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

    static native int cuLaunchKernel(
            Pointer function,
            int gridX,
            int gridY,
            int gridZ,
            int blockX,
            int blockY,
            int blockZ,
            int sharedBytes,
            @Nullable Pointer stream,
            @Nullable Pointer parameters,
            Pointer options);

    static native int cuMemHostAlloc(PointerByReference memory, long bytes, int flags);

    static native int cuMemcpyHtoDAsync_v2(long to, Pointer from, long bytes, @Nullable Pointer stream);

    static native int cuStreamSynchronize(@Nullable Pointer stream);

    static native int cuMemGetInfo_v2(LongByReference free, LongByReference total);

    static native int cuGetErrorString(int error, PointerByReference text);
}
