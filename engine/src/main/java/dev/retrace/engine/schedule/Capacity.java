package dev.retrace.engine.schedule;

import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.StepDescriptor.Placement;
import dev.retrace.engine.yaml.Quantities;
import java.util.Optional;

/**
 * What a run may use of the machine.
 *
 * @param cores for its cells together, at least 1
 * @param workerCores that a worker's threads take of them while it computes, whatever its cell declares
 * @param memory bytes for its cells together
 */
public record Capacity(int cores, int workerCores, long memory) {

    public Capacity {
        if (cores < 1 || workerCores < 1 || memory < 1) {
            throw new IllegalArgumentException(
                    "a run needs a core and memory, but may use %d cores, %d in a worker, and %d bytes"
                            .formatted(cores, workerCores, memory));
        }
    }

    /**
     * What a cell takes. One that declares more cores than there are gets them all: it is slower for it,
     * but not wrong.
     */
    public Need need(Placement placement, Resources declared) {
        int wanted = declared.cores() == 0 ? cores : Math.min(declared.cores(), cores);
        return new Need(placement, placement == Placement.TORCH ? workerCores : wanted, declared.memory(), false);
    }

    /** Why no cell that declares this can ever run; nothing if it can. */
    public Optional<String> refusal(String step, Resources declared) {
        if (declared.memory() <= memory) {
            return Optional.empty();
        }
        return Optional.of("step '%s' takes %s of memory for each cell, but this run may use %s; "
                        .formatted(step, Quantities.shownMemory(declared.memory()), Quantities.shownMemory(memory))
                + "write less under its resources, allow more with --memory, or use a larger machine");
    }
}
