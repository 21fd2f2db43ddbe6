package dev.retrace.engine.audit;

import dev.retrace.engine.step.Tolerance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an audit found.
 *
 * @param run whose cells were drawn
 * @param sample how, as the user wrote it
 * @param seed of the draw
 * @param of how many cells could be drawn
 * @param stored what the numeric cells of the run were computed on and in: {@code cpu, float32}
 * @param computed what they were computed on and in now: {@code cuda:0, NVIDIA H200 (…), tf32}
 * @param time when it ended
 * @param cells that were drawn
 */
public record Verdict(
        String run,
        String sample,
        long seed,
        int of,
        String stored,
        String computed,
        Instant time,
        List<OfCell> cells) {

    /** How one cell came out. */
    public enum State {
        /** All outputs have the same bytes. */
        SAME,
        /** They differ, within the step's tolerance. */
        WITHIN,
        /** They differ beyond it. */
        BEYOND,
        /** It could not be computed again, though it once was. */
        FAILED,
        /** It could not be audited: something that it needs is not here. */
        SKIPPED
    }

    /**
     * How one output differs; see {@code Differences.Summary} for the numbers.
     *
     * @param first place and values of the first that is beyond the tolerance, or differs
     */
    public record OfOutput(
            String output,
            long numbers,
            long differing,
            long beyond,
            long others,
            double absolute,
            String absoluteAt,
            double relative,
            String relativeAt,
            String first) {

        static OfOutput of(String output, Differences.Summary summary) {
            return new OfOutput(
                    output,
                    summary.numbers(),
                    summary.differing(),
                    summary.beyond(),
                    summary.others(),
                    summary.absolute(),
                    summary.absoluteAt(),
                    summary.relative(),
                    summary.relativeAt(),
                    summary.first());
        }
    }

    /**
     * How one cell came out.
     *
     * @param key as {@code sha256:…}
     * @param reason why it failed, was skipped, or may differ: what the computations noted
     * @param outputs those whose bytes differ
     */
    public record OfCell(
            String cell,
            String step,
            String key,
            Tolerance tolerance,
            State state,
            String reason,
            List<OfOutput> outputs) {

        public OfCell {
            outputs = List.copyOf(outputs);
        }
    }

    public Verdict {
        cells = List.copyOf(cells);
    }

    /** Whether nothing that was audited is beyond its tolerance, and something was audited. */
    public boolean passed() {
        boolean compared = cells.stream().anyMatch(cell -> cell.state() != State.SKIPPED);
        return compared
                && cells.stream().noneMatch(cell -> cell.state() == State.BEYOND || cell.state() == State.FAILED);
    }

    /** How many cells came out so. */
    public long count(State state) {
        return cells.stream().filter(cell -> cell.state() == state).count();
    }

    /** The cells of each kind of step. */
    Map<String, List<OfCell>> bySteps() {
        Map<String, List<OfCell>> steps = new LinkedHashMap<>();
        cells.forEach(cell ->
                steps.computeIfAbsent(cell.step(), first -> new ArrayList<>()).add(cell));
        return steps;
    }
}
