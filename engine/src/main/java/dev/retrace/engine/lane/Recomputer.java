package dev.retrace.engine.lane;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Store;
import dev.retrace.engine.plan.CellInput;
import dev.retrace.engine.plan.KeyDocument;
import dev.retrace.engine.step.Machine;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor.Placement;
import dev.retrace.engine.step.StepRegistry;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Computes cells once more from their key documents, on the lanes that a run would use. Publishes to
 * its store as they do, so that one gives it a store to be thrown away.
 */
public final class Recomputer implements AutoCloseable {

    private final StepRegistry steps;
    private final CellComputer engine;
    private final CellComputer torch;

    /** @param worker a command on {@code store} */
    public Recomputer(StepRegistry steps, Store store, WorkerCommand worker) {
        this.steps = steps;
        this.engine = new EngineLane(new CellRunner(steps, store, Machine.describe()));
        this.torch = new WorkerLane(worker, store);
    }

    /**
     * The record of one more computation.
     *
     * @param name of the cell, for messages
     * @param parameters in the form for workers
     * @param inputs slot to artifacts, all in the store
     * @throws CellFailure if it could not be computed
     */
    public ActionRecord compute(
            String name, KeyDocument document, ObjectNode parameters, Map<String, List<CellInput>> inputs)
            throws CellFailure {
        String kind = CanonicalJson.read(document.text()).path("step").asString("");
        Placement placement = steps.find(kind)
                .map(Step::descriptor)
                .orElseThrow(() -> new IllegalArgumentException("there is no step '" + kind + "'"))
                .placement();
        StepDocument work = new StepDocument(name, kind, 1, document, parameters, inputs, true);
        return (placement == Placement.TORCH ? torch : engine).compute(work, new Silent());
    }

    @Override
    public void close() {
        engine.close();
        torch.close();
    }

    private static final class Silent implements CellListener {

        @Override
        public void progress(long done, long total) {
            // nobody watches
        }

        @Override
        public void log(String line) {
            // the cell's log is that of its first computation
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    }
}
