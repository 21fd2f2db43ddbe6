package dev.retrace.engine.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out which GPUs this machine has. */
public final class GpuReader {

    /** Names the program to ask instead of {@code nvidia-smi}. */
    static final String PROGRAM = "RETRACE_NVIDIA_SMI";

    /** The second is that of Windows' Linux. */
    private static final List<Path> DRIVER = List.of(Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"));

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private GpuReader() {}

    /** The files without which there is no GPU; nothing where a program is to be asked in any case. */
    public static Optional<List<Path>> traces(Map<String, String> environment) {
        return environment.getOrDefault(PROGRAM, "").isEmpty() ? Optional.of(DRIVER) : Optional.empty();
    }

    /** The GPUs that a worker with this environment sees; at once where there is no driver. */
    public static Gpus read(Map<String, String> environment) {
        String program = environment.getOrDefault(PROGRAM, "");
        if (program.isEmpty() && DRIVER.stream().noneMatch(Files::exists)) {
            return Gpus.NONE;
        }
        return read(environment, new NvidiaSmi(program.isEmpty() ? "nvidia-smi" : program, PATIENCE));
    }

    static Gpus read(Map<String, String> environment, NvidiaSmi smi) {
        try {
            return VisibleGpus.of(smi.gpus(), environment.get("CUDA_VISIBLE_DEVICES"));
        } catch (IOException failed) {
            return Gpus.unknown(String.valueOf(failed.getMessage()));
        }
    }
}
