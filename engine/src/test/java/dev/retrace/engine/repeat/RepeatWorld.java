package dev.retrace.engine.repeat;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.cache.disk.FileStamp;
import dev.retrace.engine.device.DeviceChoice;
import dev.retrace.engine.device.DeviceNames;
import dev.retrace.engine.device.Devices;
import dev.retrace.engine.lane.LanePlan;
import dev.retrace.engine.plan.Cell;
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
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.workflow.Overrides;
import dev.retrace.engine.workflow.Workflow;
import dev.retrace.engine.workflow.WorkflowReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A workflow with a source, a sweep and a report, run in this process as the command line runs it. */
final class RepeatWorld {

    private static final long MEMORY = 1_000_000_000;

    /** So late that every file is old enough to be trusted. */
    static final Instant LATER = Instant.parse("2126-01-01T00:00:00Z");

    private static final String WORKFLOW = """
            name: toy
            params:
              numbers: { type: source, default: numbers.txt }
              trouble: nothing
            steps:
              numbers:
                step: toy-numbers
                with: { source: "${numbers}" }
              cells:
                step: toy-trial
                matrix: { n: [a, b, c] }
                with: { name: "${matrix.n}", trouble: "${trouble}" }
              report:
                step: toy-album
                inputs: { text: "cells[n=a]" }
                with: { picture: cat.svg }
            """;

    final Path folder;
    final Path workflow;
    final Path numbers;
    final Path jar;
    final Store store;
    final Map<String, String> environment = new TreeMap<>(Map.of("HOME", "/home/toy"));
    final Map<String, String> machine = new TreeMap<>(Map.of("java.home", "/java"));
    final List<String> words = new ArrayList<>(List.of("run", "toy.yaml"));
    private final Map<String, String> set = new TreeMap<>();

    /** When the next run begins, as it says. */
    Instant began = LATER;

    /** When this Java began, as it says. */
    Instant javaStarted = LATER;

    /** Whether the next run's devices are chosen by a word of the command. */
    boolean deviceNamed = true;

    private CellGraph graph;
    private Workflow read;

    RepeatWorld(Path folder) throws IOException {
        this.folder = folder;
        this.workflow = Files.writeString(folder.resolve("toy.yaml"), WORKFLOW);
        this.numbers = Files.writeString(folder.resolve("numbers.txt"), "1\n2\n");
        this.jar = Files.writeString(folder.resolve("retrace.jar"), "classes");
        this.store = Store.open(folder.resolve("store"));
        read = read(new ArrayList<>());
        graph = graph(Set.of());
    }

    /** The same workflow with another value. */
    void set(String param, String value) {
        set.put(param, value);
        words.add("--set");
        words.add(param + "=" + value);
    }

    Command command() {
        return new Command(words, workflow, new TreeMap<>(environment), new TreeMap<>(machine));
    }

    /** What the command does as long as nothing changes. */
    Optional<Repetition> again() {
        return Repetition.of(command(), store.root());
    }

    boolean isRepeated() {
        return again().isPresent();
    }

    /** Runs it the ordinary way; whether it is remembered. */
    boolean run() throws IOException, InterruptedException {
        return run(() -> {});
    }

    /** Something that happens. */
    interface Event {
        void happen() throws IOException;
    }

    /** The same where something happens after the run and before it is remembered. */
    boolean run(Event before) throws IOException, InterruptedException {
        Remembering remembering = new Remembering(command(), List.of(jar), javaStarted, began);
        List<Source> sources = new ArrayList<>();
        read = read(sources);
        Ended ended = run(Set.of());
        before.happen();
        Devices devices = devices();
        return ended.result.outcome() == RunResult.Outcome.DONE
                && remembering.keep(new Remembering.Ended(
                        store,
                        read,
                        graph,
                        ended.record,
                        new Remembering.Circumstances(sources, List.of("a profile"), devices, deviceNamed)));
    }

    /** How a run ended. */
    record Ended(RunResult result, RunRecord record) {}

    /** Runs it with some steps forced, of which nothing is remembered. */
    Ended run(Set<String> forced) throws IOException, InterruptedException {
        graph = graph(forced);
        String id = store.runs().newId(Instant.now());
        RunJournal journal = new RunJournal(store.runs(), id, read, new TreeMap<>(Map.of("pid", "7")), cell -> "");
        RunSettings settings = new RunSettings(FailurePolicy.STOP, new Capacity(2, 1, MEMORY));
        WorkflowRun run = new WorkflowRun(store, graph, journal, RunObserver.NONE, settings);
        RunResult result = run.run(new LanePlan(2, List.of()).lanes(StepRegistry.installed(), store));
        return new Ended(result, journal.finished().orElseThrow());
    }

    /** The cells of the last run. */
    CellGraph graph() {
        return graph;
    }

    /** Waits until the file system would tell a later time than it did. */
    void tick() throws IOException {
        Path clock = Files.createTempFile(folder, "clock", "");
        long now = FileStamp.of(clock).changed();
        while (FileStamp.of(clock).changed() <= now) {
            Files.setLastModifiedTime(clock, FileTime.from(Instant.EPOCH));
        }
    }

    /** One of the cells. */
    Cell cell() {
        return graph.cells().stream()
                .filter(cell -> cell.name().equals("cells[n=b]"))
                .findFirst()
                .orElseThrow();
    }

    /** The file of what it gave. */
    Path artifact() {
        ActionRecord record = Objects.requireNonNull(cell().record());
        return store.content().path(record.output("text").digest());
    }

    Workflow workflow() {
        return read;
    }

    /** The file of the one thing that is remembered. */
    Path memory() throws IOException {
        try (var files = Files.list(store.root().resolve("repeats"))) {
            return files.findFirst().orElseThrow();
        }
    }

    private static Devices devices() {
        return DeviceChoice.here().of(DeviceNames.parse("cpu"));
    }

    private CellGraph graph(Set<String> forced) {
        return new CellGraph(read, Set.of(), new CellDecider(read, store, Numerics.cpu(), forced));
    }

    private Workflow read(List<Source> sources) throws IOException {
        SourceDigests digests = new SourceDigests(store.files());
        return new WorkflowReader(StepRegistry.installed(), (location, base) -> {
                    Source source = digests.resolve(location, base);
                    sources.add(source);
                    return source;
                })
                .read(workflow, new Overrides(null, set));
    }
}
