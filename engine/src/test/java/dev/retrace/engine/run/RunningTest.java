package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.RetraceProcess;
import dev.retrace.engine.toy.RetraceProcess.Ended;
import dev.retrace.engine.toy.RetraceProcess.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs in processes of their own, with a real store, real workers and real kills. */
final class RunningTest {

    private static final String WORKFLOW = """
            name: toy
            params:
              numbers: { type: source, default: numbers.txt }
              pause: 0
              hated: -1
              title: total
            steps:
              numbers:
                step: toy-numbers
                with: { source: "${numbers}" }
              squares:
                step: toy-square
                inputs: { numbers: numbers }
                matrix: { power: [2, 3] }
                shard: { numbers: 4 }
                with: { power: "${matrix.power}", pause: "${pause}", hated: "${hated}" }
              report:
                step: toy-total
                inputs: { squares: [squares] }
                with: { title: "${title}" }
            """;

    @TempDir
    private Path folder;

    private Path witness;

    @BeforeEach
    void aWorkflowOverTwentyNumbers() throws IOException {
        Files.createDirectory(folder.resolve(".git")); // so that the store lies here
        Files.writeString(folder.resolve("toy.yaml"), WORKFLOW);
        numbers(20);
        witness = folder.resolve("witness");
    }

    /** 1 + 4 + 9 + 16 = 30 and 1 + 8 + 27 + 64 = 100. */
    @Test
    void theReportAddsWhatTheWorkersComputed() throws Exception {
        numbers(4);

        Ended run = retrace().run("run", "toy.yaml");

        assertEquals(0, run.code(), run.err());
        String report = Files.readString(folder.resolve(run.lastLine()));
        assertTrue(report.startsWith("total: 130.0\n"), report);
        assertTrue(Files.exists(folder.resolve(run.lastLine()).resolveSibling("run.json")));
    }

    @Test
    void aSecondRunComputesNothingAndGivesTheSameReport() throws Exception {
        Ended first = retrace().run("run", "toy.yaml");
        List<String> computed = computed();
        Ended second = retrace().run("run", "toy.yaml");

        assertEquals(0, second.code(), second.err());
        assertEquals(computed, computed());
        assertFalse(second.err().contains("computed"), second.err());
        assertEquals(report(first), report(second));
    }

    /** With shards of about four, 3 lies inside the shard 1 to 6, which 6 ends (SHA-256 of "n6"): one new shard a power. */
    @Test
    void aDroppedNumberRecomputesOnlyItsShard() throws Exception {
        numbers(40);
        retrace().run("run", "toy.yaml");
        int before = computed().size();

        List<String> fewer = new java.util.ArrayList<>(Files.readAllLines(folder.resolve("numbers.txt")));
        fewer.remove("3");
        Files.write(folder.resolve("numbers.txt"), fewer);
        Ended run = retrace().run("run", "toy.yaml");

        assertEquals(0, run.code(), run.err());
        assertEquals(2, computed().size() - before);
    }

    @Test
    void aChangedParamIsNamedByExplain() throws Exception {
        retrace().run("run", "toy.yaml");

        Ended explained = retrace().run("explain", "toy.yaml", "--set", "title=sum");

        assertEquals(0, explained.code(), explained.err());
        assertTrue(explained.out().contains("must run   report: param title: total -> sum\n"), explained.out());
    }

    @Test
    void aChangedFileIsNamedByExplainAndByTheCellsThatRanForIt() throws Exception {
        retrace().run("run", "toy.yaml");
        numbers(21);

        Ended explained = retrace().run("explain", "toy.yaml");
        retrace().run("run", "toy.yaml");
        Ended shown = retrace().run("show", "report");

        assertTrue(explained.out().contains("must run   numbers: param source: sha256:"), explained.out());
        assertTrue(explained.out().contains("undecided  squares[power=2]: waits for numbers"), explained.out());
        assertTrue(shown.out().contains("<- squares: input numbers: sha256:"), shown.out());
        assertTrue(shown.out().contains("(1 row new: n21,21) <- numbers: param source: sha256:"), shown.out());
    }

    @Test
    void aKilledGroupLosesNoPublishedCell() throws Exception {
        Random random = new Random(11);
        Path undisturbed = folder.resolve("undisturbed");
        Ended whole = retrace().run("run", "toy.yaml", "--set", "pause=20", "--store", undisturbed.toString());
        Files.delete(witness);

        for (int kill = 0; kill < 20; kill++) {
            Started run = retrace().start("run", "toy.yaml", "--set", "pause=20");
            Thread.sleep(200 + random.nextInt(1800));
            int published = records();
            run.signal("KILL");
            run.process().waitFor();
            assertTrue(records() >= published, "records are lost");
        }
        Ended last = retrace().run("run", "toy.yaml", "--set", "pause=20");

        assertEquals(0, last.code(), last.err());
        assertEquals(report(whole), report(last));
    }

    /** What is published is never computed again: each shard is started once after its record lies there. */
    @Test
    void aRunAfterAKillComputesOnlyWhatIsNotPublished() throws Exception {
        Started run = retrace().start("run", "toy.yaml", "--set", "pause=60");
        await(() -> records() >= 3); // the numbers and two shards
        run.signal("KILL");
        run.process().waitFor();
        int published = records();
        Files.delete(witness);

        Ended next = retrace().run("run", "toy.yaml", "--set", "pause=60");

        assertEquals(0, next.code(), next.err());
        assertEquals(records() - published - 1, computed().size()); // the report is computed by the engine
    }

    @Test
    void theRunGoesOnWhenItsWorkerIsKilled() throws Exception {
        Path death = Files.writeString(folder.resolve("death"), "once");

        Ended run = retrace().with("TOY_DEATH", death.toString()).run("run", "toy.yaml");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("was killed by signal 9 (SIGKILL)"), run.err());
        assertFalse(Files.exists(death));
    }

    @Test
    void twoRunsAtOnceShareTheWork() throws Exception {
        Started one = retrace().start("run", "toy.yaml", "--set", "pause=30");
        Started other = retrace().start("run", "toy.yaml", "--set", "pause=30");
        Ended first = one.await();
        Ended second = other.await();

        assertEquals(0, first.code(), first.err());
        assertEquals(0, second.code(), second.err());
        assertEquals(report(first), report(second));
        assertEquals(new HashSet<>(computed()).size(), computed().size(), "a cell was computed twice");
    }

    @Test
    void ctrlCSaysHowToGoOn() throws Exception {
        Started run = retrace().start("run", "toy.yaml", "--set", "pause=60");
        await(() -> records() >= 2);
        run.signal("INT");
        Ended ended = run.await();
        Ended again = retrace().run("run", "toy.yaml", "--set", "pause=60");

        assertEquals(130, ended.code(), ended.err());
        assertTrue(ended.err().contains("nothing that was computed is lost"), ended.err());
        assertEquals(0, again.code(), again.err());
        assertTrue(
                retrace().run("runs").out().contains("interrupted"),
                retrace().run("runs").out());
    }

    @Test
    void aFailedShardFailsTheRunAndKeepsTheOthers() throws Exception {
        Ended run = retrace().run("run", "toy.yaml", "--set", "hated=13");
        Ended going = retrace().run("run", "toy.yaml", "--set", "hated=13", "--keep-going");

        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains("the number 13 cannot be raised; leave it out"), run.err());
        assertEquals(5, going.code(), going.err());
        String partial = report(going);
        assertTrue(partial.contains("\"missing\":[{\"cell\":\"squares[power=2]\""), partial);
    }

    @Test
    void aPartialReportGetsNoRecord() throws Exception {
        retrace().run("run", "toy.yaml", "--set", "hated=13", "--keep-going");
        int records = records();

        retrace().run("run", "toy.yaml", "--set", "hated=13", "--keep-going");

        assertEquals(records, records());
    }

    @Test
    void theIndexIsMadeAnewFromTheFiles() throws Exception {
        retrace().run("run", "toy.yaml");
        int records = records();

        Ended reindexed = retrace().run("reindex");

        assertEquals(0, reindexed.code(), reindexed.err());
        assertTrue(reindexed.out().startsWith(records + " records indexed"), reindexed.out());
    }

    @Test
    void aNarrowTerminalGetsShortLinesAndNoColourWhereNoneIsWanted() throws Exception {
        Ended run = retrace()
                .with("RETRACE_TERMINAL", "1")
                .with("RETRACE_COLUMNS", "30")
                .with("TERM", "xterm")
                .with("NO_COLOR", "1")
                .run("run", "toy.yaml");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("\033[1A\033[2K"), "the block is drawn in place");
        assertFalse(run.err().contains("\033[3"), "no colour");
        List<String> steps = run.err()
                .lines()
                .map(line -> line.replaceAll("\033\\[[0-9]*[A-Za-z]|\r", ""))
                .filter(line -> line.startsWith("  "))
                .toList();
        assertTrue(steps.stream().anyMatch(line -> line.startsWith("  ✓ squares")), steps.toString());
        assertTrue(steps.stream().allMatch(line -> line.length() < 30), steps.toString());
    }

    @Test
    void aLogGetsNoControlCharacters() throws Exception {
        Ended run = retrace().run("run", "toy.yaml");

        assertTrue(run.err().contains("squares "), run.err());
        assertTrue(run.err().chars().allMatch(c -> c == '\n' || c >= ' '), run.err());
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException, InterruptedException {
        for (int i = 0; i < 600 && !condition.holds(); i++) {
            Thread.sleep(50);
        }
        assertTrue(condition.holds(), "waited half a minute in vain");
    }

    private RetraceProcess retrace() {
        return new RetraceProcess(folder).with("TOY_WITNESS", witness.toString());
    }

    private void numbers(int count) throws IOException {
        Files.write(
                folder.resolve("numbers.txt"),
                IntStream.rangeClosed(1, count).mapToObj(String::valueOf).toList());
    }

    private List<String> computed() throws IOException {
        return Files.exists(witness) ? Files.readAllLines(witness) : List.of();
    }

    private String report(Ended run) throws IOException {
        return Files.readString(folder.resolve(run.lastLine()));
    }

    private int records() throws IOException {
        Path records = folder.resolve(".retrace").resolve("ac");
        if (!Files.isDirectory(records)) {
            return 0;
        }
        try (java.util.stream.Stream<Path> files = Files.walk(records)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .collect(Collectors.toList())
                    .size();
        }
    }
}
