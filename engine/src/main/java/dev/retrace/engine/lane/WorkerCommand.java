package dev.retrace.engine.lane;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a worker is started: this Java, this class path, and the settings that fix the bits.
 *
 * @param store the store's folder
 * @param device {@code cpu} or {@code cuda:0}
 * @param precision {@code float32}
 * @param threads for the numeric library; the same for all cells, because sums depend on it
 */
public record WorkerCommand(Path store, String device, String precision, int threads) {

    /** Starts the worker with its standard streams piped. */
    Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words());
        Map<String, String> environment = builder.environment();
        environment.put("OMP_NUM_THREADS", String.valueOf(threads));
        environment.put("OMP_DYNAMIC", "FALSE");
        // Waiting threads spin for microseconds, then sleep: endless spinning collapses on busy cores, and
        // sleeping at once doubles the time of small models (measured: 22 s, 12 s; one thread 13 s).
        environment.putIfAbsent("GOMP_SPINCOUNT", "10000");
        environment.put("MKL_DYNAMIC", "FALSE");
        environment.put("MKL_NUM_THREADS", String.valueOf(threads));
        return builder.start();
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("-XX:+UseSerialGC");
        words.add("-XX:+ExitOnOutOfMemoryError");
        words.add("-XX:-CreateCoredumpOnCrash");
        words.add("-XX:ErrorFile=" + store.resolve("tmp").resolve("worker-crash-%p.log"));
        words.add("-Dai.djl.offline=true");
        words.add("-Dai.djl.pytorch.num_threads=" + threads);
        words.add("-Dai.djl.pytorch.num_interop_threads=1");
        words.add("-Dretrace.role=worker");
        words.add("-cp");
        words.add(System.getProperty("java.class.path"));
        words.add("dev.retrace.engine.cli.Main");
        words.add("worker");
        words.addAll(List.of("--store", store.toString(), "--device", device, "--precision", precision));
        return words;
    }
}
