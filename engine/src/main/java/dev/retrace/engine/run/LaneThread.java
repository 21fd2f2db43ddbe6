package dev.retrace.engine.run;

import dev.retrace.cache.ActionRecord;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.step.StepDescriptor.Placement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** A lane with its thread: takes one cell at a time and tells how it ended. */
final class LaneThread implements AutoCloseable {

    /** How a cell ended on a lane. */
    sealed interface Ending {

        record Computed(LaneThread lane, Cell cell, ActionRecord record) implements Ending {}

        record Failed(LaneThread lane, Cell cell, CellFailure failure) implements Ending {}
    }

    private final String name;
    private final Placement placement;
    private final CellComputer computer;
    private final Consumer<Ending> endings;
    private final ExecutorService thread;
    private boolean busy;

    LaneThread(String name, Placement placement, CellComputer computer, Consumer<Ending> endings) {
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

    String name() {
        return name;
    }

    Placement placement() {
        return placement;
    }

    /** Whether it can take a cell; asked and set by the executor's thread only. */
    boolean idle() {
        return !busy;
    }

    void free() {
        busy = false;
    }

    void take(Cell cell, int attempt, CellListener listener) {
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
