package dev.retrace.engine.lane;

import dev.retrace.cache.Store;
import dev.retrace.engine.step.Machine;
import dev.retrace.engine.step.StepRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Which lanes a run has: this is the one place that knows.
 *
 * @param engineLanes how many inside the engine, for steps without torch
 * @param workers one lane each; a device may have several
 */
public record LanePlan(int engineLanes, List<WorkerCommand> workers) {

    public LanePlan {
        workers = List.copyOf(workers);
        if (engineLanes < 1) {
            throw new IllegalArgumentException("a run needs a lane in the engine, but was given " + engineLanes);
        }
    }

    /** The lanes; no process is started before the first cell. */
    public List<LaneThread> lanes(StepRegistry steps, Store store) {
        List<LaneThread> lanes = new ArrayList<>();
        SortedMap<String, String> machine = Machine.describe();
        for (int number = 1; number <= engineLanes; number++) {
            lanes.add(LaneThread.inEngine(engineLanes == 1 ? "engine" : "engine " + number, steps, store, machine));
        }
        workers.forEach(worker -> lanes.add(LaneThread.inWorker(worker, store)));
        return lanes;
    }
}
