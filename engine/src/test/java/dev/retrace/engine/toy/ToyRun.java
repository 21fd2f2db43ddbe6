package dev.retrace.engine.toy;

import dev.retrace.cache.RunCell;
import dev.retrace.cache.Store;
import dev.retrace.engine.device.DeviceChoice;
import dev.retrace.engine.device.DeviceNames;
import dev.retrace.engine.device.Devices;
import dev.retrace.engine.device.Precision;
import dev.retrace.engine.lane.LanePlan;
import dev.retrace.engine.lane.LaneThread;
import dev.retrace.engine.lane.WorkerCommand;
import dev.retrace.engine.plan.CellDecider;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.Numerics;
import dev.retrace.engine.plan.SourceDigests;
import dev.retrace.engine.run.RunJournal;
import dev.retrace.engine.run.RunObserver;
import dev.retrace.engine.run.RunResult;
import dev.retrace.engine.run.RunSettings;
import dev.retrace.engine.run.WorkflowRun;
import dev.retrace.engine.schedule.Capacity;
import dev.retrace.engine.schedule.FailurePolicy;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.workflow.Overrides;
import dev.retrace.engine.workflow.Workflow;
import dev.retrace.engine.workflow.WorkflowReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A run inside the test's own process, with lanes of its own and a store in a folder. */
public final class ToyRun implements RunObserver {

    private static final long MEMORY = 1_000_000_000;

    private final Store store;
    private final Path file;
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private int jobs = 2;
    private String devices = "cpu";
    private FailurePolicy failures = FailurePolicy.STOP;
    private Set<String> forced = Set.of();
    private String id = "";

    /** A workflow of these steps, as YAML without indentation. */
    public ToyRun(Path folder, String steps) throws IOException {
        this.store = Store.open(folder.resolve("store"));
        this.file = Files.writeString(folder.resolve("toy.yaml"), "name: toy\nsteps:\n" + steps.indent(2));
    }

    /** The same with so many engine lanes and cores. */
    public ToyRun jobs(int count) {
        jobs = count;
        return this;
    }

    /** The same with workers on these devices. */
    public ToyRun devices(String names) {
        devices = names;
        return this;
    }

    /** The same with another way to deal with failures. */
    public ToyRun failing(FailurePolicy policy) {
        failures = policy;
        return this;
    }

    /** The same with the cells of some steps forced. */
    public ToyRun forcing(String... steps) {
        forced = Set.of(steps);
        return this;
    }

    public Store store() {
        return store;
    }

    /** The cells, nothing decided yet. */
    public CellGraph graph() throws IOException {
        Workflow workflow = workflow();
        return new CellGraph(workflow, Set.of(), new CellDecider(workflow, store, Numerics.cpu(), forced));
    }

    /** Runs it to the end. */
    public RunResult run() throws IOException, InterruptedException {
        return start().run(lanes());
    }

    /** Lanes for a run: those of the jobs in the engine, a worker for each device. */
    public List<LaneThread> lanes() {
        Devices chosen = DeviceChoice.here().of(DeviceNames.parse(devices));
        return new LanePlan(jobs, WorkerCommand.forAll(chosen, store.root(), Precision.FLOAT32, 1))
                .lanes(StepRegistry.installed(), store);
    }

    /** A run that can be interrupted. */
    public WorkflowRun start() throws IOException {
        id = store.runs().newId(Instant.now());
        RunJournal journal = new RunJournal(store.runs(), id, workflow(), new TreeMap<>(), cell -> "");
        return new WorkflowRun(store, graph(), journal, this, new RunSettings(failures, new Capacity(jobs, 1, MEMORY)));
    }

    private Workflow workflow() throws IOException {
        return new WorkflowReader(StepRegistry.installed(), new SourceDigests(store.files()))
                .read(file, new Overrides(null, Map.of()));
    }

    /** The last run's. */
    public String id() {
        return id;
    }

    /** What the last run wrote about a cell. */
    public RunCell cell(String name) throws IOException {
        return store.runs().read(id).orElseThrow().cells().stream()
                .filter(cell -> cell.cell().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The log of a cell in the last run. */
    public String log(String cell) throws IOException {
        return Files.readString(RunJournal.log(store.runs().folder(id), cell));
    }

    /** What a person was told. */
    public List<String> notes() {
        return notes;
    }

    /** Leases that have not been given back. */
    public int leases() throws IOException {
        try (Stream<Path> files = Files.list(store.root().resolve("leases"))) {
            return (int) files.count();
        }
    }

    @Override
    public void note(String line) {
        notes.add(line);
    }
}
