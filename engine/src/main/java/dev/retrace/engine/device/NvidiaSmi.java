package dev.retrace.engine.device;

import dev.retrace.engine.yaml.Words;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks NVIDIA's own tool which GPUs there are, in the order of their places on the bus. */
final class NvidiaSmi {

    private static final int MOST_BYTES = 1 << 20;
    private static final long MEBIBYTE = 1L << 20;
    private static final List<String> QUERY = List.of(
            "--query-gpu=index,uuid,name,compute_cap,memory.total,driver_version", "--format=csv,noheader,nounits");
    private static final Pattern LINE = Pattern.compile(
            "(\\d{1,4}), *([A-Za-z0-9-]{1,80}), *(.{1,200}), *(\\d{1,3}\\.\\d{1,2}), *(\\d{1,10}|\\[N/A]), *([\\w.]{1,40}) *");

    private final String program;
    private final Duration patience;

    /** @param patience how long it may take */
    NvidiaSmi(String program, Duration patience) {
        this.program = program;
        this.patience = patience;
    }

    /**
     * All GPUs, whatever the environment makes visible.
     *
     * @throws IOException if it cannot be asked or its answer cannot be read; says what to do
     */
    List<Gpu> gpus() throws IOException {
        Path answer = Files.createTempFile("retrace-gpus", ".csv");
        try {
            ask(answer);
            List<Gpu> gpus = new ArrayList<>();
            for (String line : text(answer).lines().toList()) {
                if (!line.isBlank()) {
                    gpus.add(gpu(line.strip()));
                }
            }
            return gpus;
        } finally {
            Files.deleteIfExists(answer);
        }
    }

    private void ask(Path answer) throws IOException {
        List<String> words = new ArrayList<>(List.of(program));
        words.addAll(QUERY);
        Process process = start(words, answer);
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(program + " does not answer within " + patience.toSeconds()
                        + " s: the driver may hang, and a restart of the machine may help");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(program + " was not waited for: interrupted", interrupted);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException("%s ended with exit code %d and said %s; is the driver loaded and of one version?"
                    .formatted(program, process.exitValue(), said(answer)));
        }
    }

    private Process start(List<String> words, Path answer) throws IOException {
        try {
            return new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(answer.toFile())
                    .start();
        } catch (IOException impossible) {
            throw new IOException(
                    "an NVIDIA driver is here, but " + program + ", which tells the GPUs, cannot be started ("
                            + impossible.getMessage() + "); put it on the PATH, or name it with " + GpuReader.PROGRAM,
                    impossible);
        }
    }

    private static String text(Path answer) throws IOException {
        try (InputStream in = Files.newInputStream(answer)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }

    private static String said(Path answer) throws IOException {
        return Words.quoted(text(answer).strip());
    }

    private Gpu gpu(String line) throws IOException {
        Matcher fields = LINE.matcher(line);
        if (!fields.matches()) {
            throw new IOException(program + " answers " + Words.quoted(line)
                    + ", which is no GPU's number, id, name, compute capability, memory and driver; try it by hand: "
                    + program + " " + String.join(" ", QUERY));
        }
        long memory = fields.group(5).startsWith("[") ? 0 : Long.parseLong(fields.group(5)) * MEBIBYTE;
        return new Gpu(
                Integer.parseInt(fields.group(1)),
                fields.group(2),
                Words.printable(fields.group(3)),
                fields.group(4),
                memory,
                fields.group(6));
    }
}
