package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.RetraceProcess.Ended;
import dev.retrace.engine.toy.ToyWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs in processes of their own, with a real store and real workers. */
final class RunningTest {

    @TempDir
    private Path folder;

    private ToyWorld world;

    @BeforeEach
    void aWorkflowOverTwentyNumbers() throws IOException {
        world = new ToyWorld(folder, 20);
    }

    /** 1 + 4 + 9 + 16 = 30 and 1 + 8 + 27 + 64 = 100. */
    @Test
    void theReportAddsWhatTheWorkersComputed() throws Exception {
        world.numbers(4);

        Ended run = world.retrace().run("run", "toy.yaml");

        assertEquals(0, run.code(), run.err());
        String report = Files.readString(folder.resolve(run.lastLine()));
        assertTrue(report.startsWith("total: 130.0\n"), report);
        assertTrue(Files.exists(folder.resolve(run.lastLine()).resolveSibling("run.json")));
    }

    @Test
    void aSecondRunComputesNothingAndGivesTheSameReport() throws Exception {
        Ended first = world.retrace().run("run", "toy.yaml");
        List<String> computed = world.computed();
        Ended second = world.retrace().run("run", "toy.yaml");

        assertEquals(0, second.code(), second.err());
        assertEquals(computed, world.computed());
        assertFalse(second.err().contains("computed"), second.err());
        assertEquals(world.report(first), world.report(second));
    }

    /** With shards of about four, 3 lies inside the shard 1 to 6, which 6 ends (SHA-256 of "n6"): one new shard a power. */
    @Test
    void aDroppedNumberRecomputesOnlyItsShard() throws Exception {
        world.numbers(40);
        world.retrace().run("run", "toy.yaml");
        int before = world.computed().size();

        List<String> fewer = new java.util.ArrayList<>(Files.readAllLines(folder.resolve("numbers.txt")));
        fewer.remove("3");
        Files.write(folder.resolve("numbers.txt"), fewer);
        Ended run = world.retrace().run("run", "toy.yaml");

        assertEquals(0, run.code(), run.err());
        assertEquals(2, world.computed().size() - before);
    }

    @Test
    void aChangedParamIsNamedByExplain() throws Exception {
        world.retrace().run("run", "toy.yaml");

        Ended explained = world.retrace().run("explain", "toy.yaml", "--set", "title=sum");

        assertEquals(0, explained.code(), explained.err());
        assertTrue(explained.out().contains("must run   report: param title: total -> sum\n"), explained.out());
    }

    @Test
    void aChangedFileIsNamedByExplainAndByTheCellsThatRanForIt() throws Exception {
        world.retrace().run("run", "toy.yaml");
        world.numbers(21);

        Ended explained = world.retrace().run("explain", "toy.yaml");
        world.retrace().run("run", "toy.yaml");
        Ended shown = world.retrace().run("show", "report");

        assertTrue(explained.out().contains("must run   numbers: param source: sha256:"), explained.out());
        assertTrue(explained.out().contains("undecided  squares[power=2]: waits for numbers"), explained.out());
        assertTrue(shown.out().contains("<- squares: input numbers: sha256:"), shown.out());
        assertTrue(shown.out().contains("(1 row new: n21,21) <- numbers: param source: sha256:"), shown.out());
    }

    @Test
    void aFailedShardFailsTheRunAndKeepsTheOthers() throws Exception {
        Ended run = world.retrace().run("run", "toy.yaml", "--set", "hated=13");
        Ended going = world.retrace().run("run", "toy.yaml", "--set", "hated=13", "--keep-going");

        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains("the number 13 cannot be raised; leave it out"), run.err());
        assertEquals(5, going.code(), going.err());
        String partial = world.report(going);
        assertTrue(partial.contains("\"missing\":[{\"cell\":\"squares[power=2]\""), partial);
    }

    @Test
    void aPartialReportGetsNoRecord() throws Exception {
        world.retrace().run("run", "toy.yaml", "--set", "hated=13", "--keep-going");
        int records = world.records();

        world.retrace().run("run", "toy.yaml", "--set", "hated=13", "--keep-going");

        assertEquals(records, world.records());
    }

    @Test
    void theIndexIsMadeAnewFromTheFiles() throws Exception {
        world.retrace().run("run", "toy.yaml");
        int records = world.records();

        Ended reindexed = world.retrace().run("reindex");

        assertEquals(0, reindexed.code(), reindexed.err());
        assertTrue(reindexed.out().startsWith(records + " records indexed"), reindexed.out());
    }

    @Test
    void aNarrowTerminalGetsShortLinesAndNoColourWhereNoneIsWanted() throws Exception {
        Ended run = world.retrace()
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
        Ended run = world.retrace().run("run", "toy.yaml");

        assertTrue(run.err().contains("squares "), run.err());
        assertTrue(run.err().chars().allMatch(c -> c == '\n' || c >= ' '), run.err());
    }
}
