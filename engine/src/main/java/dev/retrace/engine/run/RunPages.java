package dev.retrace.engine.run;

import dev.retrace.cache.ContentStore;
import dev.retrace.cache.RunHistory;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.provenance.RunCrate;
import dev.retrace.engine.provenance.RunStory;
import dev.retrace.engine.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
     * Puts the reports of a run into its folder, with what lies beside them.
     *
     * @return the paths of the reports
     */
    List<Path> reports(CellGraph graph, ContentStore content) throws IOException {
        List<ReportFiles.Report> done = ReportFiles.Report.of(graph);
        ReportFiles files = new ReportFiles(history, run, content, done.size() == 1);
        List<Path> reports = new ArrayList<>();
        for (ReportFiles.Report report : done) {
            reports.add(files.copy(report));
        }
        return reports;
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
