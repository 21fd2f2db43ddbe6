package dev.retrace.engine.repeat;

import dev.retrace.cache.Digest;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.provenance.RunCrate;
import dev.retrace.engine.provenance.RunStory;
import dev.retrace.engine.repeat.Form.Blank;
import dev.retrace.engine.run.RunPage;
import dev.retrace.engine.workflow.Workflow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Makes the pages of the next run that finds everything served, before it is: with marks for its id and
 * its time, which then become the blanks of forms. That run begins and ends at one instant.
 */
final class Rehearsal {

    /** A run's own file, of all in its folder that its pages describe. */
    static final String RECORD = "run.json";

    private static final long SECONDS = 4_000_000_000L; // until the year 2096
    private static final int MICROS = 1_000_000;
    private static final String PID = "pid";

    private final Workflow workflow;
    private final CellGraph graph;
    private final RunRecord next;
    private final Map<Blank, String> marks = new HashMap<>();

    /** @param run that has ended, with all its cells there */
    Rehearsal(Workflow workflow, CellGraph graph, RunRecord run) {
        this.workflow = workflow;
        this.graph = graph;
        ThreadLocalRandom random = ThreadLocalRandom.current(); // what nobody has written into a workflow
        String id = "run-%016x".formatted(random.nextLong()); // as long as an id
        Instant time = Instant.ofEpochSecond(
                Math.floorMod(random.nextLong(), SECONDS), 1000L * random.nextInt(MICROS) + 1 + random.nextInt(999));
        this.next = next(run, id, time);
        marks.put(Blank.RUN, id);
        marks.put(Blank.TIME, time.toString());
    }

    private static RunRecord next(RunRecord run, String id, Instant time) {
        SortedMap<String, String> environment = new TreeMap<>(run.environment());
        environment.remove(PID); // nobody can ask for a process that has ended
        List<RunCell> cells = run.cells().stream().map(Rehearsal::served).toList();
        return new RunRecord(id, run.workflow(), run.workflowFile(), time, time, run.outcome(), environment, cells);
    }

    private static RunCell served(RunCell cell) {
        return new RunCell(cell.cell(), cell.stepId(), cell.step(), cell.key(), "served", null, 0, "", "", "");
    }

    /**
     * The forms by the names of their files.
     *
     * @param folder of the run that has ended
     * @param scratch a folder to work in, on the same file system
     * @param reports names of the pages in the folder
     */
    Map<String, Form> forms(Path folder, Path scratch, List<String> reports) throws IOException {
        List<RunPage> drawings = ServiceLoader.load(RunPage.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        byte[] record = next.toJson().getBytes(StandardCharsets.UTF_8);
        link(folder, scratch);
        Files.write(scratch.resolve(RECORD), record);
        RunStory story = RunStory.of(next, Collections.nCopies(next.cells().size(), 0L), graph, reports);
        byte[] crate = new RunCrate(workflow, graph, story, scratch).toJson(!drawings.isEmpty());
        Map<String, Form> forms = new LinkedHashMap<>();
        forms.put(RECORD, Form.of(record, marks));
        for (RunPage page : drawings) {
            forms.put(RunCrate.PAGE, Form.of(page.render(story), marks));
        }
        marks.put(Blank.RECORD, Digest.of(record).hex());
        forms.put(RunCrate.FILE, Form.of(crate, marks));
        return forms;
    }

    /** The files that do not come from the run itself: the workflow, the reports and what lies beside them. */
    private static void link(Path folder, Path scratch) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder, 2)) {
            all = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : all) {
            Path relative = folder.relativize(file);
            if (!isOfTheRun(relative)) {
                Path link = scratch.resolve(relative);
                Files.createDirectories(link.getParent());
                Files.createLink(link, file);
            }
        }
    }

    private static boolean isOfTheRun(Path relative) {
        return List.of(RECORD, "process.json", RunCrate.PAGE, RunCrate.FILE).contains(relative.toString())
                || relative.startsWith("logs");
    }
}
