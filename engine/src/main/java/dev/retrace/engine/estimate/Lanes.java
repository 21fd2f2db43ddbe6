package dev.retrace.engine.estimate;

import dev.retrace.engine.step.StepDescriptor.Placement;

/**
 * How many cells run at once.
 *
 * @param engine inside the engine
 * @param torch in workers
 */
public record Lanes(int engine, int torch) {

    public Lanes {
        if (engine < 1 || torch < 1) {
            throw new IllegalArgumentException(
                    "a run has at least one lane of each kind, not " + engine + " and " + torch);
        }
    }

    int of(Placement placement) {
        return placement == Placement.TORCH ? torch : engine;
    }
}
