package dev.retrace.steps.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches in how much of the time a GPU computes something, by {@code nvidia-smi}: what is missing are gaps between
 * launches. The driver averages over a sixth of a second or more, so what is watched should take some seconds.
 */
final class GpuBusy implements AutoCloseable {

    private static final double PERCENT = 100;
    private static final int EVERY_MILLISECONDS = 100;
    private static final int UNSETTLED = 5; // readings at either end that reach beyond what is watched

    private final @Nullable Process process;
    private final List<Integer> readings = Collections.synchronizedList(new ArrayList<>());

    /** @param device {@code cuda:0}; of any other nothing is known */
    GpuBusy(String device) {
        Process started = null;
        if (device.startsWith("cuda:")) {
            try {
                started = new ProcessBuilder(
                                "nvidia-smi",
                                "--query-gpu=utilization.gpu",
                                "--format=csv,noheader,nounits",
                                "--id=" + device.substring("cuda:".length()),
                                "--loop-ms=" + EVERY_MILLISECONDS)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                Process running = started;
                Thread reader = new Thread(() -> read(running), "gpu-busy");
                reader.setDaemon(true);
                reader.start();
            } catch (IOException absent) {
                // nothing is known
            }
        }
        this.process = started;
    }

    private void read(Process running) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(running.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                readings.add(Integer.parseInt(line.strip()));
            }
        } catch (IOException | NumberFormatException ended) {
            // what was read until then is kept
        }
    }

    /** The mean share so far; -1 if too little was read. */
    double share() {
        List<Integer> all;
        synchronized (readings) {
            all = List.copyOf(readings);
        }
        return all.size() <= 2 * UNSETTLED
                ? -1
                : all.subList(UNSETTLED, all.size() - 1).stream()
                                .mapToInt(Integer::intValue)
                                .average()
                                .orElse(-PERCENT)
                        / PERCENT;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
        }
    }
}
