package dev.retrace.engine.provenance;

import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.workflow.CellSpec;
import dev.retrace.engine.workflow.StepNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What happened in a run, for whoever draws it: what {@code run.json} says, and how the steps hang
 * together. It is handed over as it is, since reading the text of ten thousand cells again would take
 * longer than drawing them.
 *
 * @param workflowFile where it was read
 * @param outcome {@code done}, {@code failed} or {@code interrupted}
 * @param environment what it ran on
 * @param steps each after those that it reads
 * @param cells as they became known; then those that never had a key, because something failed
 * @param reports the file names of the reports beside the page
 */
public record RunStory(
        String id,
        String workflow,
        String workflowFile,
        Instant started,
        Instant finished,
        String outcome,
        SortedMap<String, String> environment,
        List<Step> steps,
        List<Cell> cells,
        List<String> reports) {

    public RunStory {
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        steps = List.copyOf(steps);
        cells = List.copyOf(cells);
        reports = List.copyOf(reports);
    }

    /**
     * A step of the workflow, with all its cells.
     *
     * @param id in the workflow
     * @param step the kind of work
     * @param reads which of the steps it reads
     */
    public record Step(String id, String step, List<Integer> reads) {
        public Step {
            reads = List.copyOf(reads);
        }
    }

    /**
     * What happened to one cell.
     *
     * @param name {@code trace[state=o]#3}
     * @param step which of the steps it is of
     * @param state {@code served}, {@code computed}, {@code adopted}, {@code failed} or {@code skipped}
     * @param start milliseconds from the run's start to its own, or to when its record was found;
     *     negative if there was neither
     * @param millis how long it took, 0 where nothing was computed
     * @param lane where it was computed, or empty
     * @param key digest of its key document, or empty if it never had one
     * @param message why it failed or was skipped, or empty
     * @param reason why it had to run, or empty
     */
    public record Cell(
            String name,
            int step,
            String state,
            long start,
            long millis,
            String lane,
            String key,
            String message,
            String reason) {}

    /**
     * The story of a run that ended.
     *
     * @param found for each of the record's cells, milliseconds from the run's start until it was known
     */
    public static RunStory of(RunRecord run, List<Long> found, CellGraph graph, List<String> reports) {
        Map<String, Integer> places = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        graph.byStep().forEach((id, groups) -> {
            places.put(id, places.size());
            steps.add(step(groups.get(0).node(), places));
        });
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < run.cells().size(); i++) {
            RunCell cell = run.cells().get(i);
            cells.add(cell(cell, Objects.requireNonNull(places.get(cell.stepId())), run.started(), found.get(i)));
        }
        for (CellGroup group : graph.groups()) {
            if (group.cells().isEmpty()) {
                cells.add(never(
                        group, Objects.requireNonNull(places.get(group.node().id()))));
            }
        }
        Instant finished = run.finished() == null ? Instant.now() : run.finished();
        return new RunStory(
                run.id(),
                run.workflow(),
                run.workflowFile(),
                run.started(),
                finished,
                run.outcome(),
                run.environment(),
                steps,
                cells,
                reports);
    }

    private static Step step(StepNode node, Map<String, Integer> places) {
        TreeSet<Integer> reads = new TreeSet<>();
        for (CellSpec spec : node.cells()) {
            spec.inputs()
                    .values()
                    .forEach(references -> references.forEach(
                            reference -> reads.add(Objects.requireNonNull(places.get(reference.step())))));
        }
        reads.remove(places.get(node.id())); // a chain is within one box of the graph
        return new Step(node.id(), node.step().descriptor().name(), List.copyOf(reads));
    }

    private static Cell cell(RunCell cell, int step, Instant origin, long found) {
        boolean served = cell.state().equals("served") || cell.state().equals("adopted");
        Instant began = cell.started();
        long start = began != null ? Math.max(0, Duration.between(origin, began).toMillis()) : served ? found : -1;
        String key = cell.key() == null ? "" : cell.key();
        return new Cell(
                cell.cell(), step, cell.state(), start, cell.millis(), cell.lane(), key, cell.message(), cell.reason());
    }

    private static Cell never(CellGroup group, int step) {
        String why = group.skipped().isEmpty() ? "not run: the run ended before" : group.skipped();
        return new Cell(group.name(), step, "skipped", -1, 0, "", "", why, "");
    }
}
