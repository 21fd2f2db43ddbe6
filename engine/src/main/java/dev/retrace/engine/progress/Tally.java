package dev.retrace.engine.progress;

import dev.retrace.engine.plan.Cell;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts the cells of one step as a run goes on; changes under the lock of its {@link Board}. */
final class Tally {

    private static final double ENOUGH = 0.02; // of a cell, to say how fast it goes

    private final String id;
    private final int combinations;
    private final Map<Cell.State, Integer> states = new EnumMap<>(Cell.State.class);
    private final Map<Cell, Double> running = new HashMap<>();
    private int decidedCombinations;
    private long firstStart;
    private long lastEnd;
    private boolean skipped;

    Tally(String id, int combinations) {
        this.id = id;
        this.combinations = combinations;
    }

    /** Of a step all of whose cells were served. */
    static Tally served(String id, int cells) {
        Tally tally = new Tally(id, 1);
        tally.states.put(Cell.State.SERVED, cells);
        tally.decidedCombinations = 1;
        return tally;
    }

    String id() {
        return id;
    }

    void decided(Cell cell, boolean newCombination) {
        states.merge(cell.state(), 1, Integer::sum);
        decidedCombinations += newCombination ? 1 : 0;
    }

    void skip() {
        skipped = true;
    }

    void started(Cell cell, long now) {
        running.put(cell, 0.0);
        firstStart = firstStart == 0 ? now : firstStart;
    }

    void advanced(Cell cell, double fraction) {
        running.replace(cell, fraction);
    }

    void ended(Cell cell, long now) {
        running.remove(cell);
        states.merge(Cell.State.READY, -1, Integer::sum);
        states.merge(cell.state(), 1, Integer::sum);
        lastEnd = now;
    }

    int count(Cell.State state) {
        return states.getOrDefault(state, 0);
    }

    int total() {
        return states.values().stream().mapToInt(Integer::intValue).sum();
    }

    boolean running() {
        return !running.isEmpty();
    }

    boolean skipped() {
        return skipped;
    }

    /** Whether all of its cells are known and ended. */
    boolean complete() {
        return skipped || (decidedCombinations == combinations && count(Cell.State.READY) == 0 && !running());
    }

    /** Whether nothing of it is known yet. */
    boolean unknown() {
        return decidedCombinations == 0 && !skipped;
    }

    /** Combinations whose cells are not known yet. */
    int undecided() {
        return combinations - decidedCombinations;
    }

    /** Cells that this run computed, the running ones by their fraction. */
    double worked() {
        return count(Cell.State.COMPUTED)
                + running.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Cells that have ended, the running ones by their fraction. */
    double done() {
        return total()
                - count(Cell.State.READY)
                + running.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Seconds from its first cell's start until now, or until its end. */
    double seconds(long now) {
        return firstStart == 0 ? 0 : ((complete() ? lastEnd : now) - firstStart) / 1e9;
    }

    /** Cells that this run computes in a second, on all lanes together; 0 if unknown. */
    double rate(long now) {
        double seconds = seconds(now);
        return seconds <= 0 || worked() < ENOUGH ? 0 : worked() / seconds;
    }

    /** Seconds left at the rate so far; negative if unknown. */
    double secondsLeft(long now) {
        double worked = worked();
        return worked < ENOUGH ? -1 : seconds(now) / worked * (total() - done());
    }

    /** All of this for a page. */
    StepProgress progress(long now) {
        double seconds = seconds(now);
        return new StepProgress(
                id,
                total(),
                undecided(),
                count(Cell.State.SERVED) + count(Cell.State.ADOPTED),
                count(Cell.State.COMPUTED),
                count(Cell.State.FAILED),
                running.size(),
                done(),
                skipped,
                seconds <= 0 ? 0 : worked() / seconds,
                running() ? secondsLeft(now) : -1);
    }
}
