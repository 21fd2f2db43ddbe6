package dev.retrace.engine.lane;

import dev.retrace.cache.ActionRecord;

/** The lane inside the engine, for steps without torch. */
final class EngineLane implements CellComputer {

    private final CellRunner runner;
    private final SharedObjects objects = new SharedObjects();

    EngineLane(CellRunner runner) {
        this.runner = runner;
    }

    @Override
    public ActionRecord compute(StepDocument document, CellListener listener) throws CellFailure {
        return runner.run(document, new LaneContext("cpu", "float32", objects, listener));
    }

    @Override
    public void stop() {
        runner.interrupt();
    }

    @Override
    public void close() {
        objects.close();
    }
}
