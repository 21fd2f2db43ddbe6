package dev.retrace.engine.lane;

import dev.retrace.engine.yaml.Words;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One worker process with its streams, and what it said last. */
final class WorkerProcess {

    private static final int LAST_WORDS = 20;
    private static final int TOLD_WORDS = 3;
    private static final int SECONDS_TO_DIE = 5;

    /** What Java reports for a process that a signal ended, less the signal's number. */
    private static final int SIGNALLED = 128;

    /** How a Java started with ExitOnOutOfMemoryError ends when its heap is full. */
    private static final int HEAP_FULL = 3;

    /**
     * How a worker ended.
     *
     * @param how signal or exit code, and its last words
     * @param details all of what it said last
     */
    record Death(CellFailure.Cause why, String how, String details) {}

    private final Process process;
    private final BufferedReader from;
    private final BufferedWriter to;
    private final Thread errors;
    private final Deque<String> lastWords = new ArrayDeque<>();
    private volatile boolean killed;
    private boolean ready;
    private boolean accepted;

    private WorkerProcess(Process process) {
        this.process = process;
        this.from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.to = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.errors = new Thread(this::drain, "worker-errors");
        this.errors.setDaemon(true);
    }

    static WorkerProcess start(WorkerCommand command) throws IOException {
        WorkerProcess started = new WorkerProcess(command.start());
        started.errors.start();
        return started;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Gives it a document. */
    void give(String document) throws IOException {
        accepted = false;
        to.write(document);
        to.newLine();
        to.flush();
    }

    /** The next line that it says; null when it will say no more. */
    @Nullable
    String hear() throws IOException {
        return from.readLine();
    }

    /** It has said that it can work. */
    void isReady() {
        ready = true;
    }

    /** It has said that it has the document. */
    void accepts() {
        accepted = true;
    }

    /** Whether it has had the last document at all. */
    boolean accepted() {
        return accepted;
    }

    /** Keeps a line that may say why it dies. */
    void remember(String line) {
        synchronized (lastWords) {
            lastWords.add(line);
            if (lastWords.size() > LAST_WORDS) {
                lastWords.remove();
            }
        }
    }

    /** Ends it; for any thread. */
    void kill() {
        killed = true;
        process.destroyForcibly();
    }

    /** How it ended, once it says nothing more. */
    Death death() {
        boolean ended = awaitEnd();
        List<String> words;
        synchronized (lastWords) {
            words = List.copyOf(lastWords);
        }
        int code = ended ? process.exitValue() : -1;
        String fate = ended ? ending(code) : "closed its output";
        String how = "the worker (process " + pid() + ") " + (killed ? "was stopped" : fate);
        String said = words.stream()
                .skip(Math.max(0, words.size() - TOLD_WORDS))
                .map(Words::quoted)
                .collect(Collectors.joining(", "));
        return new Death(
                cause(code, words), how + (said.isEmpty() ? "" : "; it said " + said), String.join("\n", words));
    }

    private CellFailure.Cause cause(int code, List<String> words) {
        boolean full = words.stream().anyMatch(word -> word.contains("java.lang.OutOfMemoryError"));
        if (killed) {
            return CellFailure.Cause.CANCELLED;
        } else if (code == SIGNALLED + 9 || (code == HEAP_FULL && full)) {
            return CellFailure.Cause.OUT_OF_MEMORY; // nobody here sent the signal, and the system does for memory
        }
        // One that never got ready would not the next time either.
        return ready ? CellFailure.Cause.LANE_DIED : CellFailure.Cause.ERROR;
    }

    private boolean awaitEnd() {
        try {
            boolean ended = process.waitFor(SECONDS_TO_DIE, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            errors.join(TimeUnit.SECONDS.toMillis(1));
            return ended;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String ending(int code) {
        if (code == HEAP_FULL) {
            return "ended with exit code 3, as Java does when its heap is full";
        } else if (code <= SIGNALLED) {
            return "ended with exit code " + code;
        }
        int signal = code - SIGNALLED;
        return switch (signal) {
            case 9 -> "was killed by signal 9 (SIGKILL); the system does that when memory runs out";
            case 6 -> "aborted by signal 6 (SIGABRT), as native libraries do on a fault";
            case 4, 7, 8, 11 -> "crashed in native code by signal " + signal + " (" + name(signal) + ")";
            default -> "was ended by signal " + signal + " (" + name(signal) + ")";
        };
    }

    private static String name(int signal) {
        return switch (signal) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL";
            case 7 -> "SIGBUS";
            case 8 -> "SIGFPE";
            case 11 -> "SIGSEGV";
            case 13 -> "SIGPIPE";
            case 15 -> "SIGTERM";
            case 24 -> "SIGXCPU";
            default -> "see kill -l";
        };
    }

    private void drain() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    remember(line);
                }
            }
        } catch (IOException gone) {
            // the worker died; what it said until then is kept
        }
    }
}
