package dev.retrace.steps.tensor;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import dev.retrace.steps.cuda.CudaDevice;
import java.util.Optional;

/** How much of a device's memory is taken, for those who measure it. */
public final class DeviceUse {

    private final Optional<CudaDevice> device;

    /** @param name {@code cpu}, of which nothing is known, or {@code cuda:0}, on which torch works already */
    public DeviceUse(String name) {
        Device named = TorchEngine.device(name);
        this.device = CudaDevice.of(named);
    }

    /** Gives back what torch holds without using it. */
    public void release() {
        if (device.isPresent()) {
            JniUtils.emptyCudaCache();
        }
    }

    /**
     * Bytes that all processes have taken; torch keeps what it took once, so that after work this is the most that
     * it needed; -1 if nothing is known.
     */
    public long bytes() {
        return device.map(CudaDevice::usedBytes).orElse(-1L);
    }
}
