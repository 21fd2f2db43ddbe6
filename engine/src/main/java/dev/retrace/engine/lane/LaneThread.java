package dev.retrace.engine.lane;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.step.StepDescriptor.Placement;
import dev.retrace.engine.step.StepRegistry;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A lane with its thread: computes one cell at a time. */
public final class LaneThread implements AutoCloseable {

    private final String name;
    private final Placement placement;
    private final Supplier<CellComputer> computers;
    private volatile CellComputer computer;
    private ExecutorService thread;

    private LaneThread(String name, Placement placement, Supplier<CellComputer> computers) {
        this.name = name;
        this.placement = placement;
        this.computers = computers;
        this.computer = computers.get();
        this.thread = thread(name);
    }

    /** A lane inside the engine, for steps without torch. */
    static LaneThread inEngine(String name, StepRegistry steps, Store store, SortedMap<String, String> environment) {
        return new LaneThread(name, Placement.ENGINE, () -> new EngineLane(new CellRunner(steps, store, environment)));
    }

    /** A lane in a worker process. */
    static LaneThread inWorker(WorkerCommand command, Store store) {
        return new LaneThread(command.lane().name(), Placement.TORCH, () -> new WorkerLane(command, store));
    }

    public String name() {
        return name;
    }

    public Placement placement() {
        return placement;
    }

    /** Does this on the lane's thread, after what it was given before. */
    public void execute(Runnable work) {
        thread.execute(work);
    }

    /**
     * Computes a cell; on the lane's thread. Its record is published unless the cell is partial or
     * forced.
     *
     * @throws CellFailure if it could not be computed
     */
    public ActionRecord compute(Cell cell, int attempt, CellListener listener) throws CellFailure {
        return computer.compute(StepDocument.of(cell, attempt), listener);
    }

    /** Ends the cell that runs, as soon as that can be; for another thread. */
    public void stop() {
        computer.stop();
    }

    /** Goes on with a new thread and leaves behind the one that cannot be ended. */
    public void renew() {
        thread.shutdown();
        computer = computers.get();
        thread = thread(name);
    }

    @Override
    public void close() {
        computer.close();
        thread.shutdown();
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true); // a native call must not keep an interrupted engine alive
            return made;
        });
    }
}
