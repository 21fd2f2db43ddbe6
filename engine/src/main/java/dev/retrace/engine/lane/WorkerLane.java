package dev.retrace.engine.lane;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.lane.CellFailure.Cause;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lane in a process of its own, started at the first cell and again whenever it died. Torch reads
 * thread counts and TF32 once per process, and some of its faults take the process along.
 */
final class WorkerLane implements CellComputer {

    private final WorkerCommand command;
    private final Store store;
    private @Nullable WorkerProcess current;
    private boolean closed;

    WorkerLane(WorkerCommand command, Store store) {
        this.command = command;
        this.store = store;
    }

    @Override
    public ActionRecord compute(StepDocument document, CellListener listener) throws CellFailure {
        WorkerProcess idle = idle();
        if (idle != null) {
            try {
                return compute(idle, document, listener);
            } catch (CellFailure failure) {
                if (idle.accepted() || failure.why() == Cause.CANCELLED) {
                    throw failure;
                }
                listener.log("between two cells " + failure.getMessage()); // no fault of this one
            }
        }
        return compute(started(listener), document, listener);
    }

    private ActionRecord compute(WorkerProcess worker, StepDocument document, CellListener listener)
            throws CellFailure {
        try {
            worker.give(document.toJson());
            return follow(worker, document, listener);
        } catch (IOException broken) {
            throw lost(worker);
        } catch (RuntimeException defect) {
            forget(worker);
            worker.kill(); // it still computes this cell, and must not answer the next one with it
            throw defect;
        }
    }

    private ActionRecord follow(WorkerProcess worker, StepDocument document, CellListener listener)
            throws IOException, CellFailure {
        for (String line = worker.hear(); line != null; line = worker.hear()) {
            Optional<WorkerMessage> message = WorkerMessage.fromJson(line);
            if (message.isEmpty()) {
                worker.remember(line);
                listener.log(line);
            } else if (message.get() instanceof WorkerMessage.Progress progress) {
                listener.progress(progress.done(), progress.total());
            } else if (message.get() instanceof WorkerMessage.Log log) {
                listener.log(log.line());
            } else if (message.get() instanceof WorkerMessage.Failed failed) {
                throw new CellFailure(failed.why(), failed.message(), failed.details());
            } else if (message.get() instanceof WorkerMessage.Ready) {
                worker.isReady();
            } else if (message.get() instanceof WorkerMessage.Accepted) {
                worker.accepts();
            } else if (message.get() instanceof WorkerMessage.Done done) {
                return record(document, done);
            }
        }
        throw lost(worker);
    }

    private ActionRecord record(StepDocument document, WorkerMessage.Done done) throws IOException {
        ActionRecord record = ActionRecord.fromJson(done.record());
        if (!record.key().equals(document.document().key())) {
            throw new IllegalStateException("the worker answers " + document.cell() + " with the key " + record.key());
        }
        if (!document.publish()) {
            return record;
        }
        return store.actions()
                .find(record.key())
                .orElseThrow(() -> new IllegalStateException(
                        "the worker says that " + document.cell() + " is done, but its record is not there"));
    }

    private synchronized @Nullable WorkerProcess idle() {
        return current != null && current.isAlive() ? current : null;
    }

    private synchronized WorkerProcess started(CellListener listener) throws CellFailure {
        if (closed) {
            throw new CellFailure(Cause.CANCELLED, "interrupted", "");
        }
        try {
            WorkerProcess started = WorkerProcess.start(command);
            current = started;
            listener.log("started a worker: process " + started.pid());
            return started;
        } catch (IOException impossible) {
            throw new CellFailure(Cause.ERROR, "no worker can be started: " + impossible.getMessage(), "");
        }
    }

    private synchronized void forget(WorkerProcess worker) {
        if (current == worker) {
            current = null;
        }
    }

    private CellFailure lost(WorkerProcess worker) {
        forget(worker);
        WorkerProcess.Death death = worker.death();
        return new CellFailure(death.why(), death.how(), death.details());
    }

    @Override
    public synchronized void stop() {
        if (current != null) {
            current.kill();
            current = null; // its cell may just have ended: the next one must not get a dying worker
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        stop();
    }
}
