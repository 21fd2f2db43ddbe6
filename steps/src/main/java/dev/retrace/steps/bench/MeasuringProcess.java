package dev.retrace.steps.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where something is measured: torch reads its threads and its precision when it starts, so each is measured in a
 * process of its own, set up as a worker is.
 *
 * @param threads that compute batches side by side
 * @param tf32 whether float32 products may use the GPU's multipliers for TF32
 */
record MeasuringProcess(int threads, boolean tf32) {

    /** Runs a command of Retrace with this terminal's streams; gives its exit code. */
    int run(List<String> arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-Dai.djl.pytorch.num_interop_threads=1",
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + (threads - 1), // and the caller
                "-cp",
                System.getProperty("java.class.path"),
                "dev.retrace.engine.cli.Main"));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("MKL_NUM_THREADS", "1");
        builder.environment().remove("NVIDIA_TF32_OVERRIDE");
        builder.environment().put("PYTORCH_CUDA_ALLOC_CONF", "expandable_segments:True");
        builder.environment().put("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", tf32 ? "1" : "0");
        return builder.start().waitFor();
    }
}
