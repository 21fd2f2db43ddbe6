package dev.retrace.engine.schedule;

import dev.retrace.engine.step.StepDescriptor.Placement;

/**
 * What running cells have left of a run's capacity. Mutable.
 *
 * <p>A worker's cell does not wait for cores: its lane is what a sweep waits for, and light work must
 * not hold it up. Cells in the engine see what it leaves, and always at least one core if no other
 * of them runs.
 */
public final class Budget {

    private final Capacity capacity;
    private int cores;
    private long memory;
    private int running;
    private int inEngine;
    private boolean taken; // by one that runs alone

    public Budget(Capacity capacity) {
        this.capacity = capacity;
    }

    /** Whether a cell can start now. */
    public boolean fits(Need need) {
        return !taken && (!need.alone() || running == 0) && !lacksCores(need) && !lacksMemory(need);
    }

    boolean lacksCores(Need need) {
        boolean first = inEngine == 0 && need.cores() <= 1;
        return need.placement() == Placement.ENGINE && !first && cores + need.cores() > capacity.cores();
    }

    boolean lacksMemory(Need need) {
        return need.memory() > capacity.memory() - memory;
    }

    /** A cell starts. */
    public void take(Need need) {
        change(need, 1);
        taken |= need.alone();
    }

    /** A cell has ended. */
    public void give(Need need) {
        change(need, -1);
        taken &= !need.alone();
    }

    private void change(Need need, int sign) {
        cores += sign * need.cores();
        memory += sign * need.memory();
        running += sign;
        inEngine += need.placement() == Placement.ENGINE ? sign : 0;
    }
}
