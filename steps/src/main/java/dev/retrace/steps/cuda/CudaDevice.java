package dev.retrace.steps.cuda;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One GPU on which kernels of ours can run, in the context that torch has there. */
public final class CudaDevice {

    private static final Logger LOG = LoggerFactory.getLogger(CudaDevice.class);
    private static final Map<Integer, Optional<CudaDevice>> FOUND = new ConcurrentHashMap<>();

    private final Pointer context;
    private final String architecture;
    private final Nvrtc compiler;
    private final Upload upload;
    private final KernelCache cache;
    private final ThreadLocal<Boolean> current = ThreadLocal.withInitial(() -> false);
    private final Map<Asked, CudaModule> modules = new ConcurrentHashMap<>();

    private record Asked(String source, List<String> definitions) {}

    private CudaDevice(Pointer context, String architecture, Nvrtc compiler) {
        this.context = context;
        this.architecture = architecture;
        this.compiler = compiler;
        enter();
        this.upload = new Upload();
        this.cache = KernelCache.ofUser();
    }

    /**
     * The device of a tensor, once torch works there; nothing for the CPU, or where the driver, NVRTC or torch's C
     * interface is missing: then it is said once, and torch's own operations must do.
     */
    public static Optional<CudaDevice> of(Device device) {
        return device.isGpu() ? FOUND.computeIfAbsent(device.getDeviceId(), CudaDevice::find) : Optional.empty();
    }

    private static Optional<CudaDevice> find(int ordinal) {
        try {
            TorchMemory.load();
            CudaDriver.load();
            CudaDriver.check(CudaDriver.cuInit(0), "cuInit");
            Optional<Nvrtc> compiler = Nvrtc.find(TorchMemory.libraries());
            if (compiler.isEmpty()) {
                LOG.warn("NVRTC is not to be found: torch's own operations are used, which is slower."
                        + " Install CUDA's libnvrtc, or put its folder into LD_LIBRARY_PATH.");
                return Optional.empty();
            }
            IntByReference device = new IntByReference();
            CudaDriver.check(CudaDriver.cuDeviceGet(device, ordinal), "cuDeviceGet");
            PointerByReference context = new PointerByReference();
            CudaDriver.check(CudaDriver.cuDevicePrimaryCtxRetain(context, device.getValue()), "primary context");
            String architecture = "sm_" + attribute(CudaDriver.COMPUTE_CAPABILITY_MAJOR, device.getValue())
                    + attribute(CudaDriver.COMPUTE_CAPABILITY_MINOR, device.getValue());
            return Optional.of(new CudaDevice(context.getValue(), architecture, compiler.get()));
        } catch (UnsatisfiedLinkError | CudaException missing) {
            LOG.warn("no kernels of our own on cuda:{}, torch's are used, which is slower: {}", ordinal, missing + "");
            return Optional.empty();
        }
    }

    private static int attribute(int which, int device) {
        IntByReference value = new IntByReference();
        CudaDriver.check(CudaDriver.cuDeviceGetAttribute(value, which, device), "cuDeviceGetAttribute");
        return value.getValue();
    }

    /**
     * Kernels, compiled at their first use on such a device and kept for later processes.
     *
     * @param source CUDA C
     * @param definitions such as {@code N=16}
     */
    public CudaModule module(String source, List<String> definitions) {
        return modules.computeIfAbsent(new Asked(source, List.copyOf(definitions)), some -> {
            enter();
            KernelCache.Kernels kernels = new KernelCache.Kernels(source, architecture, some.definitions());
            try {
                return CudaModule.load(this, cache.code(compiler, kernels));
            } catch (CudaException damaged) {
                return CudaModule.load(this, cache.again(compiler, kernels));
            }
        });
    }

    /** Whole numbers as a tensor, (values), int64; the caller waits for nothing. */
    public NDArray tensor(NDManager owner, long[] values) {
        if (values.length == 0 || !Upload.takes((long) values.length * Long.BYTES)) {
            return owner.create(values);
        }
        enter();
        NDArray made = owner.create(new Shape(values.length), DataType.INT64);
        upload.longs(TorchMemory.address(made), values);
        return made;
    }

    /** The same as int32. */
    public NDArray tensor(NDManager owner, int[] values) {
        if (values.length == 0 || !Upload.takes((long) values.length * Integer.BYTES)) {
            return owner.create(values);
        }
        enter();
        NDArray made = owner.create(new Shape(values.length), DataType.INT32);
        upload.ints(TorchMemory.address(made), values);
        return made;
    }

    /** Whether a tensor's elements lie one after another, as kernels read them. */
    public static boolean isDense(NDArray tensor) {
        return TorchMemory.isDense(tensor);
    }

    /** Bytes of the device's memory that anybody uses. */
    public long usedBytes() {
        enter();
        LongByReference free = new LongByReference();
        LongByReference total = new LongByReference();
        CudaDriver.check(CudaDriver.cuMemGetInfo_v2(free, total), "cuMemGetInfo");
        return total.getValue() - free.getValue();
    }

    /** Makes the device's context that of this thread. */
    void enter() {
        if (!current.get()) {
            CudaDriver.check(CudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
            current.set(true);
        }
    }
}
