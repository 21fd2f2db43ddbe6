package dev.retrace.reports.vector;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The other Java and its streams. It is killed when this is closed, and ends when this Java does. */
final class VectorProcess implements AutoCloseable {

    private static final Duration LOOK_UP = Duration.ofMillis(100);
    private static final int SECONDS_TO_DIE = 5;
    private static final int LAST_WORDS = 2_000;

    /** How a Java started with ExitOnOutOfMemoryError ends when its heap is full. */
    private static final int HEAP_FULL = 3;

    /** The other Java will not answer any more, or not in time; the message says how it ended. */
    static final class SilentException extends Exception {

        private static final long serialVersionUID = 1;

        private SilentException(String message) {
            super(message);
        }
    }

    private final Process process;
    private final BufferedWriter to; // stays open: the other Java lives as long as its standard input does
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private volatile String lastWords = "";
    private final Thread errors;

    private VectorProcess(Process process) {
        this.process = process;
        this.to = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.errors = new Thread(this::remember, "vector-errors");
    }

    /** The words that start a worker on this class path. */
    static List<String> command(String classPath) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // over some dozens of charts less work than to compile well
                "-Xmx1g",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:+ErrorFileToStderr",
                "-Dpolyglot.engine.WarnInterpreterOnly=false", // that a stock Java interprets is no news
                "-Dpolyglot.engine.userResourceCache=/dev/null", // natives that are not needed are not unpacked
                "-Dpolyglotimpl.AttachLibraryFailureAction=ignore",
                "-cp",
                classPath,
                VectorWorker.class.getName());
    }

    static VectorProcess start(List<String> command) throws IOException {
        VectorProcess started = new VectorProcess(new ProcessBuilder(command).start());
        Thread answers = new Thread(started::listen, "vector-answers");
        answers.setDaemon(true);
        answers.start();
        started.errors.setDaemon(true);
        started.errors.start();
        return started;
    }

    /** Sends a line; where it is not taken, what is heard next says why. */
    void ask(String line) {
        try {
            to.write(line);
            to.newLine();
            to.flush();
        } catch (IOException gone) {
            close();
        }
    }

    /**
     * The next line that it says.
     *
     * @param meanwhile is called again and again, and may throw
     */
    String hear(Duration patience, Runnable meanwhile) throws SilentException, InterruptedIOException {
        long until = System.nanoTime() + patience.toNanos();
        try {
            while (System.nanoTime() - until < 0) {
                Optional<String> line = lines.poll(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
                if (line != null) {
                    return line.orElseThrow(this::ended);
                }
                meanwhile.run();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a chart was drawn");
        }
        throw new SilentException("has not drawn a chart in " + patience.toSeconds() + " s and was ended");
    }

    private SilentException ended() {
        try {
            if (!process.waitFor(SECONDS_TO_DIE, TimeUnit.SECONDS)) {
                return new SilentException("closed its output");
            }
            errors.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_DIE));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return new SilentException("closed its output");
        }
        int code = process.exitValue();
        String told = lastWords.strip();
        return new SilentException((code == HEAP_FULL ? "ran out of memory" : "ended with exit code " + code)
                + (told.isEmpty() ? "" : ", saying: " + told));
    }

    private void listen() {
        try (BufferedReader from =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                lines.add(Optional.of(line));
            }
        } catch (IOException closed) {
            lines.add(Optional.empty());
        }
        lines.add(Optional.empty());
    }

    /** Keeps the end of what it says on standard error. */
    private void remember() {
        String words = "";
        byte[] bytes = new byte[LAST_WORDS];
        try (InputStream from = process.getErrorStream()) {
            for (int read = from.read(bytes); read >= 0; read = from.read(bytes)) {
                words += new String(bytes, 0, read, StandardCharsets.UTF_8);
                words = words.substring(Math.max(0, words.length() - LAST_WORDS));
                lastWords = words;
            }
        } catch (IOException closed) {
            lastWords = words; // it is gone, and its stream with it: what was heard stays
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
