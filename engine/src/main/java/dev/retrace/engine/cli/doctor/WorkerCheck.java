package dev.retrace.engine.cli.doctor;

import dev.retrace.engine.device.Devices;
import dev.retrace.engine.device.Precision;
import dev.retrace.engine.lane.WorkerCommand;
import dev.retrace.engine.yaml.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts a worker as a run would, which only loads torch on its device and computes a little. */
final class WorkerCheck {

    private static final int PATIENCE_SECONDS = 180; // the first start reads gigabytes of libraries from disk
    private static final int MOST_LINES = 200;
    private static final int LAST_WORDS = 3;

    /**
     * How it went.
     *
     * @param said what torch is, or what went wrong, on one line
     */
    record Result(boolean works, String said) {}

    private final List<String> facts = new ArrayList<>();
    private final Deque<String> errors = new ArrayDeque<>();

    private WorkerCheck() {}

    static Result of(Devices devices) {
        Path nowhere = Path.of(System.getProperty("java.io.tmpdir"), "retrace-doctor");
        WorkerCommand command =
                new WorkerCommand(nowhere, devices.lanes().get(0), Precision.FLOAT32, 1, devices.torch());
        try {
            return new WorkerCheck().of(command.startCheck());
        } catch (IOException impossible) {
            return new Result(false, "no process can be started: " + impossible.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Result(false, "interrupted");
        }
    }

    private Result of(Process process) throws InterruptedException {
        Thread out = reader(process.getInputStream(), true);
        Thread err = reader(process.getErrorStream(), false);
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                return new Result(false, "it has not answered for " + PATIENCE_SECONDS + " s");
            }
            out.join(TimeUnit.SECONDS.toMillis(1));
            err.join(TimeUnit.SECONDS.toMillis(1));
        } finally {
            process.destroyForcibly();
        }
        return process.exitValue() == 0
                ? new Result(true, String.join(", ", copy(facts)))
                : new Result(false, "exit code " + process.exitValue() + "; it said " + lastWords());
    }

    private String lastWords() {
        List<String> words;
        synchronized (errors) {
            words = List.copyOf(errors);
        }
        return words.isEmpty()
                ? "nothing"
                : String.join(
                        " ",
                        words.stream()
                                .skip(Math.max(0, words.size() - LAST_WORDS))
                                .map(Words::printable)
                                .toList());
    }

    private static List<String> copy(List<String> lines) {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    private Thread reader(InputStream from, boolean told) {
        Thread reader = new Thread(() -> read(from, told), "doctor-hears");
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private void read(InputStream from, boolean told) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (told) {
                    keepFact(line);
                } else if (!line.isBlank()) {
                    keepError(line);
                }
            }
        } catch (IOException gone) {
            // it ended; what it said until then is kept
        }
    }

    private void keepFact(String line) {
        synchronized (facts) {
            if (facts.size() < MOST_LINES) {
                facts.add(Words.printable(line));
            }
        }
    }

    private void keepError(String line) {
        synchronized (errors) {
            errors.add(line);
            if (errors.size() > MOST_LINES) {
                errors.remove();
            }
        }
    }
}
