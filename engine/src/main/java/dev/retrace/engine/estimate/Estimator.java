package dev.retrace.engine.estimate;

import dev.retrace.cache.Store;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.plan.Explanation;
import dev.retrace.engine.plan.Explanation.Earlier;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepDescriptor.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Estimates what the cells of a graph that are not served will take. Used once, by one thread. */
public final class Estimator {

    private static final double MILLIS = 1000;

    private final CellGraph graph;
    private final Explanation.History history;
    private final Store store;
    private final Lanes lanes;
    private final List<String> neverRan = new ArrayList<>();
    private final Map<Placement, Long> memory = new EnumMap<>(Placement.class);
    private Estimate.@Nullable Span seconds;
    private boolean otherDevice;
    private long disk;
    private int waiting;
    private int undecided;
    private int remembered;

    public Estimator(CellGraph graph, Explanation.History history, Store store, Lanes lanes) {
        this.graph = graph;
        this.history = history;
        this.store = store;
        this.lanes = lanes;
    }

    /** The estimate of a graph that was started. */
    public Estimate estimate() throws IOException {
        int known = 0;
        int served = 0;
        for (Map.Entry<String, List<CellGroup>> step : graph.byStep().entrySet()) {
            List<CellGroup> open =
                    step.getValue().stream().filter(group -> !group.decided()).toList();
            List<Cell> cells = step.getValue().stream()
                    .flatMap(group -> group.cells().stream())
                    .toList();
            List<Cell> ready = cells.stream()
                    .filter(cell -> cell.state() == Cell.State.READY)
                    .toList();
            known += cells.size();
            served += cells.size() - ready.size();
            if (!ready.isEmpty() || !open.isEmpty()) {
                add(step.getKey(), ready, open);
            }
        }
        long free = Files.getFileStore(store.root()).getUsableSpace();
        long most = memory.values().stream().mapToLong(Long::longValue).sum();
        return new Estimate(
                new Estimate.Counts(known, served, waiting, undecided, remembered),
                seconds,
                neverRan,
                otherDevice,
                new Estimate.Space(disk, free, most));
    }

    private void add(String id, List<Cell> ready, List<CellGroup> open) throws IOException {
        StepDescriptor<?> step = ready.isEmpty()
                ? open.get(0).node().step().descriptor()
                : ready.get(0).descriptor();
        List<Earlier> earlier = history.of(id, step.name());
        int later = later(open, earlier);
        remember(step, ready);
        PastCells past = PastCells.like(ready, earlier, store);
        if (past.millis().isEmpty()) {
            neverRan.add(id);
            return;
        }
        otherDevice |= past.otherDevice();
        Quartiles millis = Quartiles.of(past.millis());
        disk += (ready.size() + later) * Quartiles.of(past.bytes()).median();
        double each = MILLIS * lanes.of(step.placement());
        // What waits may come out as before and be served: the least is without it.
        Estimate.Span span = new Estimate.Span(
                ready.size() * millis.low() / each,
                (ready.size() + later) * millis.median() / each,
                (ready.size() + later) * millis.high() / each);
        seconds = seconds == null ? span : seconds.plus(span);
    }

    /** How many cells the open combinations will have; of shards, what the last run says that is remembered. */
    private int later(List<CellGroup> open, List<Earlier> earlier) {
        if (open.isEmpty() || open.get(0).node().shard() == null) {
            waiting += open.size();
            return open.size();
        }
        int cells = inLastRun(open, earlier);
        undecided += open.size();
        remembered += cells;
        return cells;
    }

    private static int inLastRun(List<CellGroup> open, List<Earlier> earlier) {
        Set<String> names = new HashSet<>();
        open.forEach(group -> names.add(group.name()));
        String last = earlier.isEmpty() ? "" : earlier.get(0).run();
        Set<String> cells = new HashSet<>();
        for (Earlier each : earlier) {
            if (last.isEmpty() || !each.run().equals(last)) {
                break;
            }
            if (names.contains(each.cell().replaceFirst("#\\d+$", ""))) {
                cells.add(each.cell());
            }
        }
        return cells.size();
    }

    private void remember(StepDescriptor<?> step, List<Cell> ready) throws IOException {
        long declared = step.resources().memory();
        long weights = ready.isEmpty() || step.placement() != Placement.TORCH
                ? 0
                : OutsideFiles.bytes(ready.get(0), store.content());
        memory.merge(step.placement(), (declared + weights) * lanes.of(step.placement()), Math::max);
    }
}
