package dev.retrace.steps.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Compiled kernels on one device. */
public final class CudaModule {

    private final CudaDevice device;
    private final Pointer module;
    private final Map<String, Pointer> functions = new ConcurrentHashMap<>();

    private CudaModule(CudaDevice device, Pointer module) {
        this.device = device;
        this.module = module;
    }

    static CudaModule load(CudaDevice device, byte[] code) {
        PointerByReference module = new PointerByReference();
        CudaDriver.check(CudaDriver.cuModuleLoadData(module, code), "cuModuleLoadData");
        return new CudaModule(device, module.getValue());
    }

    /**
     * Launches a kernel on the device's default stream.
     *
     * @param blocks how many, along x and y
     * @param threads of each block
     */
    public void launch(String kernel, Blocks blocks, int threads, Arguments arguments) {
        device.enter();
        int result = CudaDriver.cuLaunchKernel(
                functions.computeIfAbsent(kernel, this::function),
                blocks.x(),
                blocks.y(),
                1,
                threads,
                1,
                1,
                blocks.sharedBytes(),
                null,
                null,
                arguments.options());
        CudaDriver.check(result, "launch of " + kernel + " in " + blocks + " of " + threads + " threads");
    }

    /**
     * A grid.
     *
     * @param x up to 2^31 - 1
     * @param y up to 65535
     * @param sharedBytes of each block's own memory
     */
    public record Blocks(int x, int y, int sharedBytes) {

        public Blocks(int x, int y) {
            this(x, y, 0);
        }
    }

    private Pointer function(String name) {
        PointerByReference function = new PointerByReference();
        CudaDriver.check(CudaDriver.cuModuleGetFunction(function, module, name), "no kernel " + name);
        return function.getValue();
    }
}
