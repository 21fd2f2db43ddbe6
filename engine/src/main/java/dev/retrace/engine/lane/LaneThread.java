package dev.retrace.engine.lane;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.step.StepDescriptor.Placement;
import dev.retrace.engine.step.StepRegistry;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** A lane with its thread: takes one cell at a time and tells how it ended. */
public final class LaneThread implements AutoCloseable {

    /** How a cell ended on a lane. */
    public sealed interface Ending {

        record Computed(LaneThread lane, Cell cell, ActionRecord record) implements Ending {}

        record Failed(LaneThread lane, Cell cell, CellFailure failure) implements Ending {}
    }

    private final String name;
    private final Placement placement;
    private final CellComputer computer;
    private final Consumer<Ending> endings;
    private final ExecutorService thread;
    private boolean busy;

    private LaneThread(String name, Placement placement, CellComputer computer, Consumer<Ending> endings) {
        this.name = name;
        this.placement = placement;
        this.computer = computer;
        this.endings = endings;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true); // a native call must not keep an interrupted engine alive
            return made;
        });
    }

    /** A lane inside the engine, for steps without torch. */
    public static LaneThread inEngine(StepRegistry steps, Store store, Consumer<Ending> endings) {
        CellRunner runner = new CellRunner(steps, store, Machine.describe());
        return new LaneThread("engine", Placement.ENGINE, new EngineLane(runner), endings);
    }

    /** A lane in a worker process. */
    public static LaneThread inWorker(WorkerCommand command, Store store, Consumer<Ending> endings) {
        return new LaneThread(command.device(), Placement.TORCH, new WorkerLane(command, store), endings);
    }

    public String name() {
        return name;
    }

    public Placement placement() {
        return placement;
    }

    /** Whether it can take a cell; asked and set by the executor's thread only. */
    public boolean idle() {
        return !busy;
    }

    /** The cell that it had has been settled; called by the executor's thread. */
    public void free() {
        busy = false;
    }

    /** Starts a cell; {@code endings} hears how it ended. */
    public void take(Cell cell, int attempt, CellListener listener) {
        busy = true;
        thread.execute(() -> endings.accept(ending(cell, attempt, listener)));
    }

    private Ending ending(Cell cell, int attempt, CellListener listener) {
        try {
            return new Ending.Computed(this, cell, computer.compute(StepDocument.of(cell, attempt), listener));
        } catch (CellFailure failure) {
            return new Ending.Failed(this, cell, failure);
        } catch (RuntimeException defect) {
            return new Ending.Failed(this, cell, CellFailure.of(defect));
        }
    }

    @Override
    public void close() {
        computer.close();
        thread.shutdown();
    }
}
