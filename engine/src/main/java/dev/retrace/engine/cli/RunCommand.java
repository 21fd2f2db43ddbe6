package dev.retrace.engine.cli;

import dev.retrace.cache.Store;
import dev.retrace.engine.lane.Machine;
import dev.retrace.engine.lane.WorkerCommand;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.Explanation;
import dev.retrace.engine.progress.Phrases;
import dev.retrace.engine.run.RunJournal;
import dev.retrace.engine.run.RunResult;
import dev.retrace.engine.run.WorkflowRun;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.workflow.Workflow;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a workflow: computes what has no record, serves the rest, writes the report. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs a workflow. Running again after an interruption goes on where it stopped.")
final class RunCommand implements Callable<Integer> {

    private static final long SECONDS_TO_STOP = 5;
    private static final int MOST_PROBLEMS = 10;

    @Mixin
    private WorkflowOptions options = new WorkflowOptions();

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Option(names = "--dry-run", description = "Say what would run, and why; run nothing.")
    private boolean dryRun;

    @Option(names = "--keep-going", description = "After a failure go on with what does not need it.")
    private boolean keepGoing;

    @Option(names = "--open", description = "Open the report in the browser at the end.")
    private boolean open;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute (default: the cores); results do not depend on it.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--progress",
            paramLabel = "KIND",
            defaultValue = "auto",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Terminal.ProgressKind progress = Terminal.ProgressKind.AUTO;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads takes at least 1, not " + threads);
        }
        StepRegistry steps = StepRegistry.installed();
        Store store = dryRun ? storeOption.openForPlan(options.file()) : storeOption.open(options.file());
        Workflow workflow = dryRun ? options.read(steps, store) : options.read(steps, store, options.network());
        CellGraph graph = options.graph(workflow, store);
        Explanation explanation = new Explanation(graph, new PastWork(store, workflow), store.content());
        if (dryRun) {
            graph.start();
            new PlanText(graph, explanation).print(out(), false);
            return ExitCode.DONE;
        }
        store.recover();
        String id = store.runs().newId(Instant.now());
        RunJournal journal = new RunJournal(store.runs(), id, workflow, environment(), explanation::of);
        return run(new WorkflowRun(steps, store, graph, journal, Terminal.progress(progress), keepGoing), store);
    }

    private int run(WorkflowRun run, Store store) throws IOException, InterruptedException {
        Thread hook = new Thread(() -> interrupted(run), "interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        Instant started = Instant.now();
        RunResult result;
        try {
            result = run.run(new WorkerCommand(store.root(), "cpu", "float32", threads));
        } finally {
            remove(hook);
        }
        if (result.outcome() == RunResult.Outcome.INTERRUPTED) {
            return ExitCode.FAILED; // the signal's own code reaches the shell
        }
        PastWork.remember(store);
        return tell(result, Duration.between(started, Instant.now()).toMillis() / 1000.0);
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException interrupted) {
            // the hook runs, and has the last word
        }
    }

    private static SortedMap<String, String> environment() {
        SortedMap<String, String> environment = new TreeMap<>(Machine.describe());
        environment.put("pid", String.valueOf(ProcessHandle.current().pid()));
        environment.put("device", "cpu");
        environment.put("precision", "float32");
        return environment;
    }

    private void interrupted(WorkflowRun run) {
        try {
            run.interrupt(SECONDS_TO_STOP * 1000);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        err().println("\ninterrupted; nothing that was computed is lost. The same command goes on from here.");
    }

    private int tell(RunResult result, double seconds) throws IOException {
        if (progress != Terminal.ProgressKind.JSON) {
            sumUp(result, seconds);
        }
        for (Path report : result.reports()) {
            out().println(shown(report));
            if (open) {
                Browser.open(report);
            }
        }
        if (result.outcome() == RunResult.Outcome.DONE) {
            return ExitCode.DONE;
        }
        return keepGoing ? ExitCode.PARTLY_FAILED : ExitCode.FAILED;
    }

    private void sumUp(RunResult result, double seconds) {
        err().println(summary(result.counts(), seconds));
        result.problems().stream().limit(MOST_PROBLEMS).forEach(problem -> err().println("failed: " + problem));
        if (result.problems().size() > MOST_PROBLEMS) {
            err().println("failed: and " + (result.problems().size() - MOST_PROBLEMS) + " more");
        }
        if (!result.problems().isEmpty()) {
            err().println("logs: " + shown(result.folder().resolve("logs")));
        }
    }

    private static String summary(Map<String, Integer> counts, double seconds) {
        StringBuilder text = new StringBuilder();
        for (String state : new String[] {"served", "computed", "adopted", "failed", "skipped"}) {
            if (counts.containsKey(state)) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(counts.get(state))
                        .append(' ')
                        .append(state);
            }
        }
        int cells = counts.values().stream().mapToInt(Integer::intValue).sum();
        return cells + " cells: " + text + " · " + Phrases.duration(seconds);
    }

    private static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
