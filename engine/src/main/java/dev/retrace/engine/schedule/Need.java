package dev.retrace.engine.schedule;

import dev.retrace.engine.step.StepDescriptor.Placement;

/**
 * What one attempt of a cell takes of a run.
 *
 * @param placement the kind of lane
 * @param cores processor cores while it runs
 * @param memory bytes while it runs
 * @param alone whether nothing else may run meanwhile
 */
public record Need(Placement placement, int cores, long memory, boolean alone) {

    /** The same, with the machine to itself. */
    public Need byItself() {
        return new Need(placement, cores, memory, true);
    }

    /** Whether another of this need takes something that a cell of that need waits for. */
    boolean competesWith(Need waiting, Budget budget) {
        return waiting.alone
                || alone
                || (cores > 0 && budget.lacksCores(waiting))
                || (memory > 0 && budget.lacksMemory(waiting));
    }
}
