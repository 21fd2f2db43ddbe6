package dev.retrace.engine.plan;

import dev.retrace.engine.device.Devices;
import dev.retrace.engine.device.Precision;
import dev.retrace.engine.torch.TorchSearch;

/**
 * What decides the bits of a numeric step besides its inputs: part of its key.
 *
 * @param deviceClass {@code cpu}, or {@code cuda-} and the architecture: never a serial number
 * @param precision {@code float32}, {@code tf32} or {@code float16}
 * @param torch major and minor version of PyTorch
 */
public record Numerics(String deviceClass, String precision, String torch) {

    /** On these devices. */
    public static Numerics on(Devices devices, String precision) {
        return new Numerics(devices.deviceClass(), precision, devices.torch().majorMinor());
    }

    /** On the CPU, in float32, with the PyTorch that a worker of this environment loads. */
    public static Numerics cpu() {
        return new Numerics(
                Devices.CPU,
                Precision.FLOAT32,
                new TorchSearch(System.getenv()).forCpu().majorMinor());
    }
}
