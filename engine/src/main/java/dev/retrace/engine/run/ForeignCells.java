package dev.retrace.engine.run;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.schedule.CellQueue;
import dev.retrace.engine.schedule.Need;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cells that other runs compute, as many as these have lanes. Their records are looked for often,
 * and now and then a lane tries their leases, for a run may die with a lease in its hand.
 */
final class ForeignCells {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration TRY = Duration.ofSeconds(1);

    /**
     * What has become of some of them.
     *
     * @param adopted with the records that others made
     * @param free which this run may try
     */
    record News(Map<Cell, ActionRecord> adopted, List<CellQueue.Next> free) {}

    private record Foreign(Cell cell, Need need, long tryAt) {}

    private final Store store;
    private final List<Foreign> cells = new ArrayList<>();
    private long lookAt;

    ForeignCells(Store store) {
        this.store = store;
    }

    void add(Cell cell, Need need, long now) {
        if (cells.isEmpty()) {
            lookAt = now + LOOK.toNanos();
        }
        cells.add(new Foreign(cell, need, now + TRY.toNanos()));
    }

    boolean isEmpty() {
        return cells.isEmpty();
    }

    /** Takes out the cells that were computed and those to try. */
    News look(long now) throws IOException {
        News news = new News(new LinkedHashMap<>(), new ArrayList<>());
        if (cells.isEmpty() || now < lookAt) {
            return news;
        }
        lookAt = now + LOOK.toNanos();
        for (Iterator<Foreign> rest = cells.iterator(); rest.hasNext(); ) {
            Foreign foreign = rest.next();
            boolean free = now >= foreign.tryAt() || isFree(foreign.cell());
            Optional<ActionRecord> record = record(foreign.cell()); // after the lease: publication comes first
            if (record.isPresent()) {
                news.adopted().put(foreign.cell(), record.get());
                rest.remove();
            } else if (free) {
                news.free().add(new CellQueue.Next(foreign.cell(), foreign.need()));
                rest.remove();
            }
        }
        return news;
    }

    /** When to look again; {@link Long#MAX_VALUE} for never. */
    long wakeAt() {
        return cells.isEmpty() ? Long.MAX_VALUE : lookAt;
    }

    private boolean isFree(Cell cell) throws IOException {
        return store.leases().holder(cell.document().key()).isEmpty();
    }

    private Optional<ActionRecord> record(Cell cell) throws IOException {
        return cell.partial() || cell.former() != null
                ? Optional.empty()
                : store.actions().find(cell.document().key());
    }
}
