package dev.retrace.engine.run;

import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.lane.LaneThread;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.provenance.RunStory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** One execution of a workflow: lanes, executor, and at the end the pages in the run's folder. */
public final class WorkflowRun {

    private final Store store;
    private final CellGraph graph;
    private final RunJournal journal;
    private final RunObserver observer;
    private final Executor executor;
    private final RunPages pages;

    public WorkflowRun(Store store, CellGraph graph, RunJournal journal, RunObserver observer, RunSettings settings) {
        this.store = store;
        this.graph = graph;
        this.journal = journal;
        this.observer = observer;
        this.pages = new RunPages(store.runs(), journal.id());
        this.executor = new Executor(graph, store, journal, observer, settings);
    }

    /** Runs the workflow on these lanes, which are closed at the end, and writes its pages. */
    public RunResult run(List<LaneThread> lanes) throws IOException, InterruptedException {
        try {
            observer.began(journal.id(), graph);
            pages.workflow(journal.workflow().file());
            RunResult result = finish(executor.run(lanes));
            observer.ended(result);
            return result;
        } catch (IOException | RuntimeException broken) {
            journal.finish(name(RunResult.Outcome.FAILED));
            throw broken;
        }
    }

    /**
     * Ends the run from another thread, such as a signal's: nothing starts any more, and what runs has a
     * few seconds to finish; the second time at once. Does not wait.
     */
    public void interrupt() {
        executor.interrupt();
    }

    private RunResult finish(RunResult.Outcome outcome) throws IOException {
        RunRecord record = journal.finish(name(outcome));
        List<Path> reports = pages.reports(graph, store.content());
        RunStory story = RunStory.of(
                record,
                journal.found(),
                graph,
                reports.stream().map(report -> report.getFileName().toString()).toList());
        try {
            pages.about(story, journal.workflow(), graph);
        } catch (IOException unwritable) {
            observer.note("the pages of the run could not be written: " + unwritable.getMessage());
        }
        return new RunResult(outcome, journal.counts(), problems(), reports, journal.folder());
    }

    private static String name(RunResult.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    /** The failures, shards that failed alike told once. */
    private List<String> problems() {
        Map<String, List<Cell>> alike = new LinkedHashMap<>();
        for (Cell cell : graph.cells()) {
            if (cell.state() == Cell.State.FAILED) {
                alike.computeIfAbsent(cell.node().id() + ": " + cell.message(), first -> new ArrayList<>())
                        .add(cell);
            }
        }
        Stream<String> failed = alike.values().stream()
                .map(cells -> cells.get(0).name()
                        + (cells.size() == 1 ? "" : " and " + (cells.size() - 1) + " more cells") + ": "
                        + cells.get(0).message());
        Stream<String> stuck = graph.groups().stream()
                .filter(CellGroup::skippedByItself)
                .map(group -> group.name() + ": " + group.skipped());
        return Stream.concat(failed, stuck).toList();
    }
}
