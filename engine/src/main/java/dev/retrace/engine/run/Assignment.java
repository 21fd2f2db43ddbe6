package dev.retrace.engine.run;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Lease;
import dev.retrace.cache.Store;
import dev.retrace.engine.lane.CellFailure;
import dev.retrace.engine.lane.CellListener;
import dev.retrace.engine.lane.LaneThread;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.schedule.Need;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one cell on one lane. On the lane's thread it takes the lease of the cell's key, looks
 * whether the cell was published meanwhile, computes it if not, and tells what came of it: so the
 * executor's thread waits for no disk.
 */
final class Assignment implements Runnable, CellListener {

    /** What assignments of one run share. */
    record Desk(Store store, RunJournal journal, RunObserver observer, Consumer<RunEvent> events) {}

    private final Desk desk;
    private final Cell cell;
    private final Need need;
    private final int attempt;
    private final LaneThread lane;
    private @Nullable Lease lease;
    private volatile boolean cancelled;
    private volatile boolean givenUp;

    Assignment(Desk desk, Cell cell, Need need, int attempt, LaneThread lane) {
        this.desk = desk;
        this.cell = cell;
        this.need = need;
        this.attempt = attempt;
        this.lane = lane;
    }

    Cell cell() {
        return cell;
    }

    Need need() {
        return need;
    }

    int attempt() {
        return attempt;
    }

    LaneThread lane() {
        return lane;
    }

    /** Ends the computation as soon as that can be; for another thread. */
    void stop() {
        cancelled = true;
        lane.stop();
    }

    /** Leaves the computation behind, whatever becomes of it; for another thread. */
    void giveUp() {
        cancelled = true;
        givenUp = true;
        release();
    }

    @Override
    public void run() {
        RunEvent ending;
        try {
            ending = attemptIt();
        } catch (CellFailure failure) {
            ending = new RunEvent.Failed(this, failure);
        } catch (IOException | RuntimeException | OutOfMemoryError broken) {
            ending = new RunEvent.Failed(this, CellFailure.of(broken));
        }
        desk.events().accept(ending);
    }

    private RunEvent attemptIt() throws IOException, CellFailure {
        Optional<Lease> taken = desk.store().leases().acquire(cell.document().key());
        if (taken.isEmpty()) {
            return new RunEvent.Elsewhere(this);
        }
        hold(taken.get());
        try {
            Optional<ActionRecord> published = published();
            if (published.isPresent()) {
                return new RunEvent.Found(this, published.get());
            }
            desk.events().accept(new RunEvent.Started(this, Instant.now()));
            for (byte[] own : cell.ownInputs()) {
                desk.store().content().put(own);
            }
            return new RunEvent.Computed(this, kept(lane.compute(cell, attempt, this)));
        } finally {
            release();
        }
    }

    // Another run may have published the cell between this one's look-up and its lease.
    private Optional<ActionRecord> published() throws IOException {
        return cell.partial() || cell.former() != null
                ? Optional.empty()
                : desk.store().actions().find(cell.document().key());
    }

    /** Of a cell that had a record: that one if it gave the same bytes again, else the new one, which replaces it. */
    private ActionRecord kept(ActionRecord record) throws IOException {
        ActionRecord former = cell.former();
        if (former == null || givenUp) {
            return record;
        } else if (former.outputs().equals(record.outputs())) {
            return former;
        }
        desk.store().actions().remove(record.key());
        return desk.store().actions().publish(record);
    }

    private synchronized void hold(Lease taken) {
        lease = taken;
        if (givenUp) {
            release();
        }
    }

    private synchronized void release() {
        if (lease != null) {
            lease.close();
            lease = null;
        }
    }

    @Override
    public void progress(long done, long total) {
        if (!givenUp) {
            desk.observer().advanced(cell, done, total);
        }
    }

    @Override
    public void log(String line) {
        if (!givenUp) {
            desk.journal().log(cell, line);
        }
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }
}
