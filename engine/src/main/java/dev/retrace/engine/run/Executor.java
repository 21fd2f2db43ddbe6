package dev.retrace.engine.run;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.lane.CellFailure;
import dev.retrace.engine.lane.CellListener;
import dev.retrace.engine.lane.LaneThread;
import dev.retrace.engine.lane.LaneThread.Ending;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Computes the ready cells of a graph on lanes until none is left, the first failure (unless told
 * to keep going), or an interruption. Its thread is the only one that touches graph, queue and
 * journal.
 */
public final class Executor {

    private static final int ATTEMPTS = 3; // for a cell whose worker died under it
    private static final long POLL_MILLIS = 100; // for cells that another run computes

    private final CellGraph graph;
    private final Store store;
    private final RunJournal journal;
    private final RunObserver observer;
    private final boolean keepGoing;
    private final CellQueue queue;
    private final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
    private final Map<Cell, Integer> attempts = new HashMap<>();
    private int running;
    private boolean failed;
    private volatile boolean interrupted;

    public Executor(CellGraph graph, Store store, RunJournal journal, RunObserver observer, boolean keepGoing) {
        this.graph = graph;
        this.store = store;
        this.journal = journal;
        this.observer = observer;
        this.keepGoing = keepGoing;
        this.queue = new CellQueue(store);
    }

    /** Where lanes tell how cells ended. */
    void tell(Ending ending) {
        endings.add(ending);
    }

    /** Runs all that the graph needs; lanes are closed at the end. */
    RunResult.Outcome run(List<LaneThread> lanes) throws IOException, InterruptedException {
        try {
            accept(graph.start());
            while (!interrupted && !finished()) {
                dispatch(lanes);
                Ending ending = endings.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (ending != null) {
                    settle(ending);
                }
                adopt();
            }
        } finally {
            lanes.forEach(LaneThread::close);
            queue.releaseAll();
        }
        if (interrupted) {
            return RunResult.Outcome.INTERRUPTED;
        }
        boolean stuck = graph.groups().stream().anyMatch(CellGroup::skippedByItself);
        return failed || stuck ? RunResult.Outcome.FAILED : RunResult.Outcome.DONE;
    }

    /** Ends the run soon: nothing new is started, running cells are abandoned. For another thread. */
    void interrupt() {
        interrupted = true;
    }

    private boolean finished() {
        boolean stopping = failed && !keepGoing;
        return running == 0 && (stopping || queue.isEmpty());
    }

    private void accept(List<Cell> cells) {
        journal.decided(cells);
        observer.decided(cells);
        for (Cell cell : cells) {
            if (cell.state() == Cell.State.READY) {
                queue.add(cell);
            }
        }
    }

    private void dispatch(List<LaneThread> lanes) throws IOException {
        if (failed && !keepGoing) {
            return;
        }
        for (LaneThread lane : lanes) {
            Optional<Cell> cell = lane.idle() ? queue.claim(lane.placement()) : Optional.empty();
            if (cell.isPresent() && !adoptInstead(cell.get())) {
                start(cell.get(), lane);
            }
        }
    }

    // Another run may have published the cell between this one's look-up and its lease.
    private boolean adoptInstead(Cell cell) throws IOException {
        Optional<ActionRecord> record = cell.partial()
                ? Optional.empty()
                : store.actions().find(cell.document().key());
        record.ifPresent(found -> succeed(cell, Cell.State.ADOPTED, found));
        return record.isPresent();
    }

    private void start(Cell cell, LaneThread lane) throws IOException {
        for (byte[] own : cell.ownInputs()) {
            store.content().put(own);
        }
        int attempt = attempts.merge(cell, 1, Integer::sum);
        journal.started(cell, lane.name());
        observer.started(cell, lane.name());
        running++;
        lane.take(cell, attempt, new Listener(cell));
    }

    private void settle(Ending ending) {
        running--;
        if (ending instanceof Ending.Computed computed) {
            computed.lane().free();
            succeed(computed.cell(), Cell.State.COMPUTED, computed.record());
        } else if (ending instanceof Ending.Failed lost) {
            lost.lane().free();
            fail(lost.cell(), lost.failure());
        }
    }

    private void succeed(Cell cell, Cell.State how, ActionRecord record) {
        queue.release(cell);
        List<Cell> decided = graph.succeeded(cell, how, record);
        journal.ended(cell);
        observer.ended(cell);
        accept(decided);
    }

    private void fail(Cell cell, CellFailure failure) {
        queue.release(cell);
        journal.log(cell, failure.getMessage() + "\n" + failure.details());
        boolean lost = failure.why() == CellFailure.Cause.LANE_DIED;
        if (lost && attempts.getOrDefault(cell, 0) < ATTEMPTS) {
            observer.note(cell.name() + ": " + failure.getMessage() + "; the cell is tried again on a new worker");
            queue.add(cell);
        } else if (failure.why() != CellFailure.Cause.CANCELLED) {
            failed = true;
            String attemptsMade = lost ? " (after " + ATTEMPTS + " attempts)" : "";
            List<Cell> decided = graph.failed(cell, failure.getMessage() + attemptsMade);
            journal.ended(cell);
            observer.ended(cell);
            accept(decided);
        }
    }

    private void adopt() throws IOException {
        queue.adopted().forEach((cell, record) -> succeed(cell, Cell.State.ADOPTED, record));
    }

    private final class Listener implements CellListener {

        private final Cell cell;

        private Listener(Cell cell) {
            this.cell = cell;
        }

        @Override
        public void progress(long done, long total) {
            observer.advanced(cell, done, total);
        }

        @Override
        public void log(String line) {
            journal.log(cell, line);
        }

        @Override
        public boolean cancelled() {
            return interrupted;
        }
    }
}
