package dev.retrace.engine.repeat;

import dev.retrace.cache.Digest;
import dev.retrace.cache.RepeatMemory;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.cache.disk.FileStamp;
import dev.retrace.cache.disk.NetworkFileSystem;
import dev.retrace.cache.disk.Scratch;
import dev.retrace.engine.device.Devices;
import dev.retrace.engine.device.GpuReader;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.provenance.RunCrate;
import dev.retrace.engine.run.ReportFiles.Report;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.torch.TorchSearch;
import dev.retrace.engine.workflow.Workflow;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Remembers what a command says, so that the next run of it may only have to repeat it. Begun before
 * anything that the plan depends on is read: what has changed since then, the plan may not have seen.
 */
public final class Remembering {

    /**
     * A run that has ended with all its cells there.
     *
     * @param graph its cells
     * @param record its diary
     */
    public record Ended(
            Store store, Workflow workflow, CellGraph graph, RunRecord record, Circumstances circumstances) {}

    /**
     * What the run's record and graph do not tell.
     *
     * @param sources that the workflow names
     * @param announced lines that were said when it was read
     * @param devicesChosenByUser whether a word of the command names them
     */
    public record Circumstances(
            List<Source> sources, List<String> announced, Devices devices, boolean devicesChosenByUser) {}

    private static final String PROCESS = "process.json";
    private static final int MOST_PAUSES = 50;
    private static final long PAUSE_NANOS = 1_000_000;

    private final Command command;
    private final List<Path> classPath;
    private final Instant javaStarted;
    private final Instant began;
    private final FileStamp stamp;
    private final byte[] text;

    /**
     * @param classPath of this program
     * @param javaStarted when this program began to read it
     * @param began now; nothing that a plan depends on has been looked at
     */
    Remembering(Command command, List<Path> classPath, Instant javaStarted, Instant began) throws IOException {
        this.command = command;
        this.classPath = List.copyOf(classPath);
        this.javaStarted = javaStarted;
        this.began = began;
        this.stamp = FileStamp.of(command.workflow());
        this.text = command.text();
    }

    /** Begins; nothing if it would come to nothing. */
    public static Optional<Remembering> begin(List<String> words, Path workflow) {
        List<Path> classPath = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getProperty("java.class.path", ""))
                .map(Path::of)
                .toList();
        // Of this Java, not of the process: that may have been the launcher, which built the jars.
        Instant started =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        try {
            return classPath.stream().allMatch(Files::isRegularFile)
                    ? Optional.of(new Remembering(Command.here(words, workflow), classPath, started, Instant.now()))
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty(); // the reader of workflows says why
        }
    }

    /**
     * Remembers a run. Where that cannot be done surely, or at all, what was remembered of its command
     * before goes: the next run finds out for itself.
     *
     * @return whether it is remembered
     */
    public boolean keep(Ended run) {
        RepeatMemory memory = run.store().repeats();
        try {
            Digest meaning = command.meaning(text);
            Path scratch = run.store().newScratch();
            try {
                Optional<Repeat> repeat = repeat(run, scratch);
                if (repeat.isPresent()) {
                    memory.keep(meaning, RepeatFile.write(repeat.get()));
                } else {
                    memory.forget(meaning);
                }
                return repeat.isPresent();
            } finally {
                Scratch.deleteTree(scratch);
            }
        } catch (IOException | RuntimeException impossible) {
            return false; // a convenience: the run itself has ended well
        }
    }

    private Optional<Repeat> repeat(Ended run, Path scratch) throws IOException {
        Path folder = run.store().runs().folder(run.record().id());
        long planned = FileStamp.of(folder.resolve(PROCESS)).changed();
        Groundwork ground = new Groundwork(run.store(), planned, tick(scratch, folder.resolve(Rehearsal.RECORD)));
        boolean sure = run.graph().groups().stream().allMatch(CellGroup::succeeded)
                && !NetworkFileSystem.holds(run.store().root())
                && devicesAreSure(run.circumstances(), ground)
                && filesAreSure(run.circumstances(), ground)
                && cellsAreSure(run.graph(), ground)
                && workflowIsSame();
        if (!sure) {
            return Optional.empty();
        }
        List<Report> reports = Report.of(run.graph());
        Map<String, Form> pages = new LinkedHashMap<>();
        pages.put(RunCrate.WORKFLOW, new Form(List.of(text), List.of()));
        Rehearsal rehearsal = new Rehearsal(run.workflow(), run.graph(), run.record());
        pages.putAll(rehearsal.forms(folder, scratch, names(reports)));
        List<String> announced = run.circumstances().announced();
        return Optional.of(new Repeat(ground.done(), announced, counts(run.graph()), pages, reports));
    }

    /**
     * The time by the clock of the store's file system, once it is later than that of a file: of the run's
     * last, so that all records are from before. The clock ticks every few milliseconds.
     */
    private static long tick(Path scratch, Path last) throws IOException {
        long before = FileStamp.of(last).changed();
        long now = FileStamp.of(scratch).changed();
        for (int i = 0; i < MOST_PAUSES && now <= before; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            Files.setLastModifiedTime(scratch, FileTime.from(Instant.now()));
            now = FileStamp.of(scratch).changed();
        }
        return now;
    }

    private boolean devicesAreSure(Circumstances circumstances, Groundwork ground) {
        boolean cpu = !circumstances.devices().cuda() && new TorchSearch(command.environment()).isOfClassPathAlone();
        return cpu
                && (circumstances.devicesChosenByUser()
                        || GpuReader.traces(command.environment())
                                .filter(traces -> traces.stream().allMatch(ground::layAbsent))
                                .isPresent());
    }

    private boolean filesAreSure(Circumstances circumstances, Groundwork ground) throws IOException {
        for (Path jar : classPath) {
            if (!ground.lay(jar.toAbsolutePath(), javaStarted)) {
                return false;
            }
        }
        for (Source source : circumstances.sources()) {
            if (!ground.lay(source, began)) {
                return false;
            }
        }
        return true;
    }

    private static boolean cellsAreSure(CellGraph graph, Groundwork ground) throws IOException {
        for (Cell cell : graph.cells()) {
            if (cell.partial() || !ground.lay(cell)) {
                return false;
            }
        }
        return true;
    }

    private boolean workflowIsSame() throws IOException {
        return FileStamp.of(command.workflow()).equals(stamp) && Arrays.equals(command.text(), text);
    }

    private static List<String> names(List<Report> reports) {
        return reports.stream()
                .map(report -> report.cell() + "." + report.outputs().get(0).extension())
                .toList();
    }

    private static Map<String, Integer> counts(CellGraph graph) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        graph.byStep()
                .forEach((step, groups) -> counts.put(
                        step,
                        groups.stream().mapToInt(group -> group.cells().size()).sum()));
        return counts;
    }
}
