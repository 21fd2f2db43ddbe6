package dev.retrace.engine.lane;

import dev.retrace.cache.ActionRecord;
import dev.retrace.engine.step.LanePlace;

/** The lane inside the engine, for steps without torch. */
final class EngineLane implements CellComputer {

    private static final LanePlace PLACE = new LanePlace("cpu", "float32", "", LanePlace.UNLIMITED);

    private final CellRunner runner;
    private final SharedObjects objects = new SharedObjects();

    EngineLane(CellRunner runner) {
        this.runner = runner;
    }

    @Override
    public ActionRecord compute(StepDocument document, CellListener listener) throws CellFailure {
        return runner.run(document, new LaneContext(PLACE, objects, listener));
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
