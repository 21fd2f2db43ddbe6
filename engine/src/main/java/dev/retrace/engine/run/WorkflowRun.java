package dev.retrace.engine.run;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Store;
import dev.retrace.engine.lane.LaneThread;
import dev.retrace.engine.lane.WorkerCommand;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.StepRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One execution of a workflow: lanes, executor, and at the end the pages in the run's folder. */
public final class WorkflowRun {

    private final StepRegistry steps;
    private final Store store;
    private final CellGraph graph;
    private final RunJournal journal;
    private final RunObserver observer;
    private final Executor executor;
    private final CountDownLatch diaryWritten = new CountDownLatch(1);

    public WorkflowRun(
            StepRegistry steps,
            Store store,
            CellGraph graph,
            RunJournal journal,
            RunObserver observer,
            boolean keepGoing) {
        this.steps = steps;
        this.store = store;
        this.graph = graph;
        this.journal = journal;
        this.observer = observer;
        this.executor = new Executor(graph, store, journal, observer, keepGoing);
    }

    /** Runs the workflow and writes its pages; {@code worker} says how to start the torch lane. */
    public RunResult run(WorkerCommand worker) throws IOException, InterruptedException {
        observer.began(journal.id(), graph);
        RunResult.Outcome outcome = executor.run(List.of(
                LaneThread.inEngine(steps, store, executor::tell), LaneThread.inWorker(worker, store, executor::tell)));
        journal.finish(outcome.name().toLowerCase(Locale.ROOT));
        diaryWritten.countDown();
        List<Path> reports = reports();
        writePage(!reports.isEmpty());
        RunResult result = new RunResult(outcome, journal.counts(), problems(), reports, journal.folder());
        observer.ended(result);
        return result;
    }

    /** Ends the run from another thread, such as a signal's; waits until its diary is written. */
    public void interrupt(long millis) throws InterruptedException {
        executor.interrupt();
        if (!diaryWritten.await(millis, TimeUnit.MILLISECONDS)) {
            journal.finish(RunResult.Outcome.INTERRUPTED.name().toLowerCase(Locale.ROOT));
        }
    }

    private List<String> problems() {
        Stream<String> failed = graph.cells().stream()
                .filter(cell -> cell.state() == Cell.State.FAILED)
                .map(cell -> cell.name() + ": " + cell.message());
        Stream<String> stuck = graph.groups().stream()
                .filter(CellGroup::skippedByItself)
                .map(group -> group.name() + ": " + group.skipped());
        return Stream.concat(failed, stuck).toList();
    }

    // Copies, not links: a person may edit a report, and the store's bytes must not change with it.
    private List<Path> reports() throws IOException {
        List<Path> reports = new ArrayList<>();
        for (CellGroup group : graph.groups()) {
            if (group.node().step().descriptor().reportsLineage() && group.succeeded()) {
                for (Cell cell : group.cells()) {
                    reports.addAll(copy(cell));
                }
            }
        }
        return reports;
    }

    private List<Path> copy(Cell cell) throws IOException {
        List<Path> copies = new ArrayList<>();
        ActionRecord record = Objects.requireNonNull(cell.record());
        for (OutputSlot output : cell.descriptor().outputs()) {
            Artifact artifact = Objects.requireNonNull(record.outputs().get(output.name()));
            String name = cell.descriptor().outputs().size() == 1 ? cell.name() : cell.name() + "." + output.name();
            Path target = journal.folder().resolve(name + "." + output.extension());
            Files.copy(store.content().path(artifact.digest()), target, StandardCopyOption.REPLACE_EXISTING);
            target.toFile().setWritable(true); // blobs are read only, a person's copy is not
            copies.add(target);
        }
        return copies;
    }

    private void writePage(boolean hasReport) throws IOException {
        Path json = journal.folder().resolve("run.json");
        for (RunPage page : ServiceLoader.load(RunPage.class)) {
            Files.writeString(journal.folder().resolve("run.html"), page.render(Files.readString(json), hasReport));
        }
    }
}
