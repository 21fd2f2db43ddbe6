package dev.retrace.engine.run;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Lease;
import dev.retrace.cache.Store;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.step.StepDescriptor.Placement;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cells that wait to run. A cell leaves with the lease of its key; one whose key is computed
 * elsewhere (by another run, or by this one under another name) is set aside until it has a record
 * or its lease is free again.
 */
final class CellQueue {

    private final Store store;
    private final Map<Placement, Deque<Cell>> waiting = new EnumMap<>(Placement.class);
    private final List<Cell> elsewhere = new ArrayList<>();
    private final Map<Digest, Lease> held = new HashMap<>();

    CellQueue(Store store) {
        this.store = store;
        for (Placement placement : Placement.values()) {
            waiting.put(placement, new ArrayDeque<>());
        }
    }

    void add(Cell cell) {
        queue(cell.descriptor().placement()).add(cell);
    }

    boolean isEmpty() {
        return elsewhere.isEmpty() && waiting.values().stream().allMatch(Deque::isEmpty);
    }

    /** The next cell for a lane, with its lease taken, if there is one that nobody else computes. */
    Optional<Cell> claim(Placement placement) throws IOException {
        Deque<Cell> cells = queue(placement);
        while (!cells.isEmpty()) {
            Cell cell = cells.remove();
            Digest key = cell.document().key();
            Optional<Lease> lease =
                    held.containsKey(key) ? Optional.empty() : store.leases().acquire(key);
            if (lease.isPresent()) {
                held.put(key, lease.get());
                return Optional.of(cell);
            }
            elsewhere.add(cell);
        }
        return Optional.empty();
    }

    /** Gives the lease of a cell back: it ended, one way or the other. */
    void release(Cell cell) {
        Lease lease = held.remove(cell.document().key());
        if (lease != null) {
            lease.close();
        }
    }

    /** Gives all leases back. */
    void releaseAll() {
        held.values().forEach(Lease::close);
        held.clear();
    }

    /** Takes out the cells that were computed elsewhere; those that no longer are wait again. */
    Map<Cell, ActionRecord> adopted() throws IOException {
        Map<Cell, ActionRecord> adopted = new LinkedHashMap<>();
        for (Cell cell : List.copyOf(elsewhere)) {
            Digest key = cell.document().key();
            boolean computing =
                    held.containsKey(key) || store.leases().holder(key).isPresent();
            Optional<ActionRecord> record = store.actions().find(key); // after the lease: publication comes first
            if (record.isPresent()) {
                elsewhere.remove(cell);
                adopted.put(cell, record.get());
            } else if (!computing) {
                elsewhere.remove(cell);
                add(cell);
            }
        }
        return adopted;
    }

    private Deque<Cell> queue(Placement placement) {
        return waiting.getOrDefault(placement, new ArrayDeque<>());
    }
}
