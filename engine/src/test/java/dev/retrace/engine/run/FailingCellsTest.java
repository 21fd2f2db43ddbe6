package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.schedule.FailurePolicy;
import dev.retrace.engine.toy.ToyRun;
import dev.retrace.engine.toy.TrialStep;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of cells that fail, by the cause of the failure. */
final class FailingCellsTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void nothingHappenedYet() {
        TrialStep.expect(1);
    }

    @Test
    void aPassingTroubleOfTheFileSystemIsTriedAgain() throws Exception {
        ToyRun run = new ToyRun(folder, "a: { step: toy-trial, with: { name: a, trouble: stale, times: 1 } }\n");

        RunResult result = run.run();

        assertEquals(RunResult.Outcome.DONE, result.outcome());
        assertEquals(2, Collections.frequency(TrialStep.HEARD, "+a"));
        assertEquals(
                List.of(
                        "a: FileSystemException: /data/x: Stale file handle; it is tried again in 0.5 s (attempt 2 of 4)"),
                run.notes());
        assertTrue(run.log("a").contains("attempt 2 on engine"), run.log("a"));
    }

    @Test
    void aRecordTellsTheAttemptThatSucceeded() throws Exception {
        ToyRun run = new ToyRun(folder, "a: { step: toy-trial, with: { name: a, trouble: stale, times: 1 } }\n");

        run.run();

        assertEquals(
                2,
                run.store()
                        .actions()
                        .find(run.store().actions().keys().get(0))
                        .orElseThrow()
                        .attempt());
    }

    @Test
    void whatWouldFailAgainIsNotTriedAgain() throws Exception {
        for (String trouble : List.of("data", "defect", "full")) {
            TrialStep.expect(1);
            ToyRun run = new ToyRun(
                    folder, "a: { step: toy-trial, retries: 3, with: { name: a, trouble: " + trouble + " } }\n");

            assertEquals(RunResult.Outcome.FAILED, run.run().outcome());

            assertEquals(1, Collections.frequency(TrialStep.HEARD, "+a"), trouble);
        }
    }

    @Test
    void aFailedCellKeepsItsStackTraceInItsLogOnly() throws Exception {
        ToyRun run = new ToyRun(folder, "a: { step: toy-trial, with: { name: a, trouble: defect } }\n");

        RunResult result = run.run();

        assertEquals(List.of("a: IllegalStateException: a defect"), result.problems());
        assertTrue(run.log("a").contains("at dev.retrace.engine.toy.TrialStep.meetWith("), run.log("a"));
    }

    /** After the failure nothing lies between the second beginning of a and its end. */
    @Test
    void aCellThatRanOutOfMemoryIsTriedAgainByItself() throws Exception {
        ToyRun run = new ToyRun(folder, """
                a: { step: toy-trial, with: { name: a, trouble: heap, times: 1, pause: 50 } }
                others:
                  step: toy-trial
                  matrix: { n: [b, c, d, e, f] }
                  with: { name: "${matrix.n}", pause: 50 }
                """);

        RunResult result = run.run();

        assertEquals(RunResult.Outcome.DONE, result.outcome());
        List<String> heard = TrialStep.HEARD;
        assertEquals(2, Collections.frequency(heard, "+a"));
        assertEquals("-a", heard.get(heard.lastIndexOf("+a") + 1), heard.toString());
        int begun = (int) heard.subList(0, heard.lastIndexOf("+a")).stream()
                .filter(line -> line.startsWith("+"))
                .count();
        int ended = (int) heard.subList(0, heard.lastIndexOf("+a")).stream()
                .filter(line -> line.startsWith("-"))
                .count();
        assertEquals(begun, ended, "another cell ran: " + heard);
    }

    @Test
    void aCellThatAlsoRunsOutOfMemoryByItselfFails() throws Exception {
        ToyRun run = new ToyRun(folder, "a: { step: toy-trial, with: { name: a, trouble: torch } }\n");

        RunResult result = run.run();

        assertEquals(2, Collections.frequency(TrialStep.HEARD, "+a"));
        assertTrue(result.problems().get(0).endsWith("can't allocate memory (after 2 attempts)"), result.toString());
    }

    @Test
    void afterAFailureNothingNewStarts() throws Exception {
        ToyRun run = new ToyRun(folder, sweep("data")).jobs(1);

        RunResult result = run.run();

        assertEquals(1, result.counts().get("failed"));
        assertEquals(4, result.counts().get("skipped"));
        assertEquals("not run: the run ended before", run.cell("t[n=e]").message());
    }

    @Test
    void keepingGoingTriesThemAllAndAFewFailuresMayBeAllowed() throws Exception {
        ToyRun going = new ToyRun(folder, sweep("data")).jobs(1).failing(FailurePolicy.KEEP_GOING);
        assertEquals(5, going.run().counts().get("failed"));

        ToyRun few = new ToyRun(folder, sweep("data")).jobs(1).failing(new FailurePolicy(3, false));
        assertEquals(3, few.run().counts().get("failed"));
    }

    @Test
    void failingFastAbandonsWhatRuns() throws Exception {
        TrialStep.expect(2);
        ToyRun run = new ToyRun(folder, """
                slow: { step: toy-trial, with: { name: slow, trouble: sleep } }
                wrong: { step: toy-trial, with: { name: wrong, trouble: defect, pause: 300 } }
                """).failing(FailurePolicy.FAIL_FAST);

        RunResult result = run.run();

        assertEquals(RunResult.Outcome.FAILED, result.outcome());
        assertEquals("failed", run.cell("wrong").state());
        assertEquals("skipped", run.cell("slow").state());
        assertEquals(0, run.leases());
    }

    /** A count over two of three cells would be a mean over part of a table: it is not made. */
    @Test
    void onlyWhatNeedsAFailedCellIsSkipped() throws Exception {
        ToyRun run = new ToyRun(folder, """
                cells: { step: toy-trial, matrix: { n: [a, b, c] }, with: { name: "${matrix.n}", trouble: "data:b" } }
                all: { step: toy-count, inputs: { parts: [cells] } }
                further: { step: toy-count, inputs: { parts: [all] } }
                some: { step: toy-count, inputs: { parts: ["cells[n=a]", "cells[n=c]"] } }
                """).failing(FailurePolicy.KEEP_GOING);

        RunResult result = run.run();

        assertEquals(3, result.counts().get("computed")); // a, c and some
        assertEquals("computed", run.cell("some").state());
        assertEquals(1, result.counts().get("failed"));
        assertEquals(4, run.store().runs().read(run.id()).orElseThrow().cells().size(), "no cell of all or further");
    }

    private static String sweep(String trouble) {
        return "t: { step: toy-trial, matrix: { n: [a, b, c, d, e] }, with: { name: \"${matrix.n}\", trouble: "
                + trouble + " } }\n";
    }
}
