package dev.retrace.engine.cli;

import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.cli.live.LiveOption;
import dev.retrace.engine.cli.run.CapacityOptions;
import dev.retrace.engine.cli.run.CommandLineText;
import dev.retrace.engine.cli.run.FailureOptions;
import dev.retrace.engine.cli.run.ResultText;
import dev.retrace.engine.cli.run.RunWords;
import dev.retrace.engine.cli.run.Signals;
import dev.retrace.engine.cli.store.StoreOption;
import dev.retrace.engine.device.Devices;
import dev.retrace.engine.lane.LanePlan;
import dev.retrace.engine.lane.LaneThread;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.Explanation;
import dev.retrace.engine.plan.NetworkUse;
import dev.retrace.engine.repeat.Remembering;
import dev.retrace.engine.run.RunJournal;
import dev.retrace.engine.run.RunObserver;
import dev.retrace.engine.run.RunObservers;
import dev.retrace.engine.run.RunResult;
import dev.retrace.engine.run.RunSettings;
import dev.retrace.engine.run.WorkflowRun;
import dev.retrace.engine.step.Machine;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.workflow.Workflow;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a workflow: computes what has no record, serves the rest, writes the report. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs a workflow. Running again after an interruption goes on where it stopped.")
final class RunCommand implements Callable<Integer> {

    private static final int SIGNALLED = 128; // what shells add to the number of the signal that ended a program
    private static final int IMPATIENT = 3;

    @Mixin
    private WorkflowOptions options = new WorkflowOptions();

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Mixin
    private CapacityOptions capacity = new CapacityOptions();

    @Mixin
    private FailureOptions failures = new FailureOptions();

    @Mixin
    private LiveOption live = new LiveOption();

    @Option(names = "--dry-run", description = "Say what would run, and why; run nothing.")
    private boolean dryRun;

    @Option(
            names = "--force",
            split = ",",
            paramLabel = "STEP",
            description = "Compute the cells of this step although they have records, which are replaced if the bytes"
                    + " differ.")
    private Set<String> force = new LinkedHashSet<>();

    @Option(names = "--offline", description = "Use no network; what is not on this machine is refused.")
    private boolean offline;

    @Option(names = "--open", description = "Open the report in the browser at the end.")
    private boolean open;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(
            names = "--progress",
            paramLabel = "KIND",
            defaultValue = "auto",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Terminal.ProgressKind progress = Terminal.ProgressKind.AUTO;

    @Spec
    private CommandSpec spec;

    private final AtomicInteger signals = new AtomicInteger();
    private volatile int signal;

    @Override
    public Integer call() throws IOException, InterruptedException {
        capacity.check();
        Optional<Remembering> remembering = remembering();
        StepRegistry steps = StepRegistry.installed();
        Store store = dryRun ? storeOption.openForPlan(options.file()) : storeOption.open(options.file());
        Workflow workflow = dryRun ? options.read(steps, store) : options.read(steps, store, network());
        WorkflowOptions.Planned planned = options.plan(workflow, store, force);
        CellGraph graph = planned.graph();
        Explanation explanation = new Explanation(graph, new PastWork(store, workflow), store.content());
        LanePlan lanes = capacity.lanes(planned.devices(), store.root(), planned.precision());
        PlanText plan = new PlanText(graph, explanation, store, lanes);
        if (dryRun) {
            graph.start();
            plan.print(out(), null, false);
            return ExitCode.DONE;
        }
        store.recover();
        String id = store.runs().newId(Instant.now());
        RunJournal journal = new RunJournal(store.runs(), id, workflow, environment(planned), explanation::of);
        try (LiveOption.Opened page = live.open(journal, workflow.name(), err())) {
            RunObserver shown = new RunObservers(Terminal.progress(progress), page.observer());
            RunObserver observer = new RunObservers(shown, plan.estimateFirst(shown::note));
            RunSettings settings = new RunSettings(failures.policy(), capacity.capacity(planned.devices()));
            WorkflowRun run = new WorkflowRun(store, graph, journal, observer, settings);
            int code = run(run, lanes.lanes(steps, store), store);
            if (code == ExitCode.DONE && remembering.isPresent()) {
                RunRecord record = journal.finished().orElseThrow();
                Remembering.Circumstances how = options.circumstances(planned.devices());
                remembering.get().keep(new Remembering.Ended(store, workflow, graph, record, how));
            }
            return code;
        }
    }

    /** Of a command that says the same again as long as nothing changes. */
    private Optional<Remembering> remembering() {
        List<String> words = spec.root().commandLine().getParseResult().originalArgs();
        boolean plain = RunWords.of(words).isPresent() && progress == Terminal.ProgressKind.AUTO;
        boolean more = dryRun || open || json || live.wanted() || !force.isEmpty();
        return plain && !more ? Remembering.begin(words, options.file()) : Optional.empty();
    }

    private NetworkUse network() {
        NetworkUse network = options.network();
        return offline ? network.forbiddenBy("--offline was given") : network;
    }

    private int run(WorkflowRun run, List<LaneThread> lanes, Store store) throws IOException, InterruptedException {
        Instant started = Instant.now();
        RunResult result;
        Signals heard = Signals.listen(Signals.TO_END, number -> signalled(number, run));
        try {
            result = run.run(lanes);
        } finally {
            heard.stop();
        }
        if (result.outcome() != RunResult.Outcome.INTERRUPTED) {
            PastWork.remember(store, result);
        }
        return tell(result, Duration.between(started, Instant.now()).toMillis() / 1000.0);
    }

    private void signalled(int number, WorkflowRun run) {
        signal = number;
        run.interrupt();
        if (signals.incrementAndGet() >= IMPATIENT) {
            Runtime.getRuntime().halt(SIGNALLED + number); // nothing is lost by it
        }
    }

    private SortedMap<String, String> environment(WorkflowOptions.Planned planned) {
        SortedMap<String, String> environment = new TreeMap<>(Machine.describe());
        environment.put("pid", String.valueOf(ProcessHandle.current().pid()));
        Devices devices = planned.devices();
        environment.put("device", devices.named());
        if (devices.cuda()) {
            environment.put("gpu", devices.lanes().get(0).about());
        }
        environment.put("precision", planned.precision());
        environment.put("network", network().forbidden().isEmpty() ? "allowed" : "refused");
        return environment;
    }

    private int tell(RunResult result, double seconds) throws IOException {
        ResultText text = new ResultText(result, seconds);
        if (progress != Terminal.ProgressKind.JSON) {
            text.print(err());
        }
        if (json) {
            out().println(text.toJson());
        }
        for (Path report : result.reports()) {
            if (!json) {
                out().println(ResultText.shown(report));
            }
            if (open) {
                Browser.open(report);
            }
        }
        return code(result);
    }

    private int code(RunResult result) {
        return switch (result.outcome()) {
            case DONE -> ExitCode.DONE;
            case INTERRUPTED -> {
                err().println("interrupted; nothing that was computed is lost. To go on: " + sameCommand());
                yield SIGNALLED + signal;
            }
            case FAILED ->
                failures.arePart(result.counts().getOrDefault("failed", 0)) ? ExitCode.PARTLY_FAILED : ExitCode.FAILED;
        };
    }

    private String sameCommand() {
        return CommandLineText.of(spec.root().commandLine().getParseResult().originalArgs());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
