package dev.retrace.engine.lane;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A lane in a process of its own, started at the first cell and again whenever it died. Torch reads
 * thread counts and TF32 once per process, and some of its faults take the process along.
 */
final class WorkerLane implements CellComputer {

    private static final int LAST_WORDS = 20;
    private static final int SECONDS_TO_DIE = 5;
    private static final int SIGNALLED = 128;

    private final WorkerCommand command;
    private final Store store;
    private final Deque<String> lastWords = new ArrayDeque<>();
    private @Nullable Process process;
    private @Nullable BufferedReader from;
    private @Nullable BufferedWriter to;
    private volatile boolean ready;
    private boolean closed;

    WorkerLane(WorkerCommand command, Store store) {
        this.command = command;
        this.store = store;
    }

    @Override
    public ActionRecord compute(StepDocument document, CellListener listener) throws CellFailure {
        try {
            BufferedReader messages = started(listener);
            write(document.toJson());
            return follow(messages, document, listener);
        } catch (IOException broken) {
            throw died();
        } catch (RuntimeException defect) {
            abandon(); // it still computes this cell, and must not answer the next one with it
            throw defect;
        }
    }

    private synchronized void abandon() {
        if (process != null) {
            process.destroyForcibly();
            process = null;
        }
    }

    private ActionRecord follow(BufferedReader messages, StepDocument document, CellListener listener)
            throws IOException, CellFailure {
        for (String line = messages.readLine(); line != null; line = messages.readLine()) {
            Optional<WorkerMessage> message = WorkerMessage.fromJson(line);
            if (message.isEmpty()) {
                listener.log(line);
            } else if (message.get() instanceof WorkerMessage.Progress progress) {
                listener.progress(progress.done(), progress.total());
            } else if (message.get() instanceof WorkerMessage.Log log) {
                listener.log(log.line());
            } else if (message.get() instanceof WorkerMessage.Failed failed) {
                throw new CellFailure(failed.why(), failed.message(), failed.details());
            } else if (message.get() instanceof WorkerMessage.Ready) {
                ready = true;
            } else if (message.get() instanceof WorkerMessage.Done done) {
                return store.actions()
                        .find(requireKey(document, Digest.parse(done.key())))
                        .orElseThrow(() -> new IllegalStateException(
                                "the worker says that " + document.cell() + " is done, but its record is not there"));
            }
        }
        throw died();
    }

    private static Digest requireKey(StepDocument document, Digest done) {
        if (!done.equals(document.document().key())) {
            throw new IllegalStateException("the worker answers " + document.cell() + " with the key " + done);
        }
        return done;
    }

    private synchronized BufferedReader started(CellListener listener) throws IOException, CellFailure {
        if (closed) {
            throw new CellFailure(CellFailure.Cause.CANCELLED, "interrupted", "");
        }
        if (process != null && process.isAlive() && from != null) {
            return from;
        }
        synchronized (lastWords) {
            lastWords.clear();
        }
        ready = false;
        Process worker = command.start();
        process = worker;
        BufferedReader messages =
                new BufferedReader(new InputStreamReader(worker.getInputStream(), StandardCharsets.UTF_8));
        from = messages;
        to = new BufferedWriter(new OutputStreamWriter(worker.getOutputStream(), StandardCharsets.UTF_8));
        Thread errors = new Thread(() -> drain(worker), "worker-errors");
        errors.setDaemon(true);
        errors.start();
        listener.log("started a worker: process " + worker.pid());
        return messages;
    }

    private void write(String line) throws IOException {
        BufferedWriter documents = to;
        if (documents != null) {
            documents.write(line);
            documents.newLine();
            documents.flush();
        }
    }

    private void drain(Process worker) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(worker.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (lastWords) {
                    lastWords.add(line);
                    if (lastWords.size() > LAST_WORDS) {
                        lastWords.remove();
                    }
                }
            }
        } catch (IOException gone) {
            // the worker died; what it said until then is kept
        }
    }

    private CellFailure died() {
        Process worker;
        synchronized (this) {
            if (closed) {
                return new CellFailure(CellFailure.Cause.CANCELLED, "interrupted", "");
            }
            worker = process;
            process = null;
        }
        String how = "the worker could not be started";
        if (worker != null) {
            how = "the worker (process " + worker.pid() + ") " + ending(worker);
        }
        synchronized (lastWords) {
            String said = lastWords.isEmpty() ? "" : "; its last words: " + lastWords.getLast();
            // One that never got ready would not the next time either.
            CellFailure.Cause why = ready ? CellFailure.Cause.LANE_DIED : CellFailure.Cause.ERROR;
            return new CellFailure(why, how + said, String.join("\n", lastWords));
        }
    }

    private static String ending(Process worker) {
        try {
            if (!worker.waitFor(SECONDS_TO_DIE, TimeUnit.SECONDS)) {
                worker.destroyForcibly();
                return "closed its output and was killed";
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        int code = worker.isAlive() ? -1 : worker.exitValue();
        return switch (code) {
            case SIGNALLED + 9 -> "was killed by signal 9 (SIGKILL); the system does that when memory runs out";
            case SIGNALLED + 6 -> "aborted (SIGABRT), as native libraries do on a fault";
            case SIGNALLED + 11 -> "crashed (SIGSEGV) in native code";
            case SIGNALLED + 15 -> "was ended by signal 15 (SIGTERM)";
            default -> "ended with exit code " + code;
        };
    }

    @Override
    public void close() {
        Process worker;
        synchronized (this) {
            closed = true;
            worker = process;
        }
        if (worker != null) {
            worker.destroyForcibly();
        }
    }
}
