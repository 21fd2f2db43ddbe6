package dev.retrace.engine.lane;

import dev.retrace.engine.device.Devices;
import dev.retrace.engine.device.Precision;
import dev.retrace.engine.step.LanePlace;
import dev.retrace.engine.torch.TorchLibraries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a worker is started: this Java, this class path, and the settings that fix the bits.
 *
 * @param store the store's folder
 * @param lane its device
 * @param precision {@code float32}, {@code tf32} or {@code float16}
 * @param threads that compute batches side by side, at least 1; results do not depend on it
 * @param torch that it loads
 */
public record WorkerCommand(Path store, Devices.Lane lane, String precision, int threads, TorchLibraries torch) {

    public WorkerCommand {
        if (threads < 1) {
            throw new IllegalArgumentException("a worker needs at least one thread, not " + threads);
        }
    }

    /** The workers of a run, one for each lane of its devices. */
    public static List<WorkerCommand> forAll(Devices devices, Path store, String precision, int threads) {
        return devices.lanes().stream()
                .map(lane -> new WorkerCommand(store, lane, precision, threads, devices.torch()))
                .toList();
    }

    /** Starts the worker with its standard streams piped. */
    Process start() throws IOException {
        return start(words());
    }

    /** Starts a process that only loads torch on the device, computes a little, says what it found, and ends. */
    public Process startCheck() throws IOException {
        List<String> words = new ArrayList<>(words());
        words.add("--check");
        return start(words);
    }

    private Process start(List<String> words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words);
        // Batches run side by side, each with one torch thread: two that wait for each other in every small
        // operation collapse on busy cores (measured: 34 s became 162 s), and sums depend on their number.
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("MKL_NUM_THREADS", "1");
        // Torch reads these once; what the user's own environment says must not change bits behind the keys.
        builder.environment().remove("NVIDIA_TF32_OVERRIDE");
        builder.environment().put("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", precision.equals(Precision.TF32) ? "1" : "0");
        builder.environment().put("CUDA_DEVICE_ORDER", "PCI_BUS_ID"); // cuda:N is then nvidia-smi's number
        // Batches of many sizes would else leave the device's memory in pieces (measured: 37 GB held where 8 suffice).
        builder.environment().put("PYTORCH_CUDA_ALLOC_CONF", allocation());
        builder.environment().putAll(torch.environment());
        return builder.start();
    }

    private String allocation() {
        String segments = "expandable_segments:True";
        return lane.memory() == LanePlace.UNLIMITED || !torch.limitsMemory()
                ? segments
                : segments + String.format(Locale.ROOT, ",per_process_memory_fraction:%.4f", Math.min(1, lane.share()));
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("-XX:+UseSerialGC");
        words.add("-XX:+ExitOnOutOfMemoryError");
        words.add("-XX:-CreateCoredumpOnCrash");
        words.add("-XX:ErrorFile=" + store.resolve("tmp").resolve("worker-crash-%p.log"));
        words.add("-Dai.djl.offline=true");
        words.add("-Dai.djl.pytorch.num_threads=1");
        words.add("-Dai.djl.pytorch.num_interop_threads=1");
        words.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + (threads - 1)); // and the caller
        words.add("-Dretrace.role=worker");
        words.add("-cp");
        words.add(System.getProperty("java.class.path"));
        words.add("dev.retrace.engine.cli.Main");
        words.add("worker");
        words.addAll(List.of("--store", store.toString(), "--device", lane.device(), "--precision", precision));
        if (lane.memory() != LanePlace.UNLIMITED) {
            words.addAll(List.of("--device-memory", Long.toString(lane.memory())));
        }
        if (!lane.about().isEmpty()) {
            words.addAll(List.of("--about", lane.about()));
        }
        return words;
    }
}
