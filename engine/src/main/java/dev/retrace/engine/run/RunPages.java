package dev.retrace.engine.run;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.ContentStore;
import dev.retrace.cache.RunHistory;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.provenance.RunCrate;
import dev.retrace.engine.provenance.RunStory;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The pages in a run's folder: whole or not there. */
final class RunPages {

    private final RunHistory history;
    private final String run;

    RunPages(RunHistory history, String run) {
        this.history = history;
        this.run = run;
    }

    /** Puts a copy of the workflow's file into the run's folder, as it is when the run begins. */
    void workflow(Path file) throws IOException {
        history.write(run, RunCrate.WORKFLOW, Files.readAllBytes(file));
    }

    /**
     * Puts the reports of a run into its folder. Copies, not links: a person may edit a report, and the
     * store's bytes must not change with it.
     *
     * @return their paths
     */
    List<Path> reports(CellGraph graph, ContentStore content) throws IOException {
        List<Path> reports = new ArrayList<>();
        for (CellGroup group : graph.groups()) {
            if (group.node().step().descriptor().reportsLineage() && group.succeeded()) {
                for (Cell cell : group.cells()) {
                    reports.addAll(copies(cell, content));
                }
            }
        }
        return reports;
    }

    private List<Path> copies(Cell cell, ContentStore content) throws IOException {
        List<Path> copies = new ArrayList<>();
        ActionRecord record = Objects.requireNonNull(cell.record());
        List<OutputSlot> outputs = cell.descriptor().outputs();
        for (OutputSlot output : outputs) {
            Artifact artifact = Objects.requireNonNull(record.outputs().get(output.name()));
            String name = outputs.size() == 1 ? cell.name() : cell.name() + "." + output.name();
            copies.add(history.write(run, name + "." + output.extension(), content.read(artifact)));
        }
        return copies;
    }

    /**
     * Draws {@code run.html}, and says in {@code ro-crate-metadata.json} what all the files are. Both at
     * once: a run that has nothing to compute is over sooner.
     */
    void about(RunStory story, Workflow workflow, CellGraph graph) throws IOException {
        List<RunPage> pages = ServiceLoader.load(RunPage.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        FutureTask<byte[]> crate = new FutureTask<>(
                () -> new RunCrate(workflow, graph, story, history.folder(run)).toJson(!pages.isEmpty()));
        new Thread(crate, "crate").start();
        for (RunPage page : pages) {
            history.write(run, RunCrate.PAGE, page.render(story));
        }
        history.write(run, RunCrate.FILE, result(crate));
    }

    private static byte[] result(FutureTask<byte[]> work) throws IOException {
        try {
            return work.get();
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getCause()), failed.getCause());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", hurried);
        }
    }
}
