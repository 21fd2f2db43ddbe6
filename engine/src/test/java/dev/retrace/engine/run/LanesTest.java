package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Digest;
import dev.retrace.engine.lane.CellNotes;
import dev.retrace.engine.schedule.FailurePolicy;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.toy.ToyRun;
import dev.retrace.engine.toy.ToyWorld;
import dev.retrace.engine.toy.TrialStep;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cells on several lanes, their limits, and lanes that are lost. */
final class LanesTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void nothingHappenedYet() {
        TrialStep.expect(3);
    }

    /** Each of three cells waits until all three have begun. */
    @Test
    void asManyCellsRunAtOnceAsThereAreJobs() throws Exception {
        ToyRun run = new ToyRun(
                        folder,
                        "t: { step: toy-trial, matrix: { n: [a, b, c] }, with: { name: \"${matrix.n}\", trouble: meet } }\n")
                .jobs(3);

        assertEquals(RunResult.Outcome.DONE, run.run().outcome());
    }

    @Test
    void aCellWithAllCoresRunsWithoutOthers() throws Exception {
        ToyRun run = new ToyRun(folder, """
                t:
                  step: toy-trial
                  resources: { cores: 0 }
                  matrix: { n: [a, b, c] }
                  with: { name: "${matrix.n}", pause: 20 }
                """).jobs(3);

        run.run();

        for (int i = 0; i < 6; i += 2) {
            assertEquals(
                    TrialStep.HEARD.get(i).substring(1),
                    TrialStep.HEARD.get(i + 1).substring(1),
                    TrialStep.HEARD.toString());
        }
    }

    /** One cell under two names is computed once. */
    @Test
    void twoCellsWithOneKeyShareTheirWork() throws Exception {
        ToyRun run = new ToyRun(folder, """
                a: { step: toy-trial, with: { name: same, pause: 50 } }
                b: { step: toy-trial, with: { name: same, pause: 50 } }
                """);

        assertEquals(RunResult.Outcome.DONE, run.run().outcome());
        assertEquals(1, Collections.frequency(TrialStep.HEARD, "+same"));
    }

    @Test
    void moreMemoryThanTheRunMayUseIsRefusedBeforeAnythingStarts() throws Exception {
        ToyRun run = new ToyRun(folder, """
                a: { step: toy-trial, with: { name: a } }
                b: { step: toy-trial, inputs: { after: a }, resources: { memory: 2.5GB }, with: { name: b } }
                """);

        StepException refused = assertThrows(StepException.class, run::run);

        assertTrue(
                String.valueOf(refused.getMessage())
                        .startsWith("step 'b' takes 2.5 GB of memory for each cell, but this run may use 1 GB"),
                refused.getMessage());
        assertEquals(List.of(), TrialStep.HEARD);
    }

    @Test
    void aCellOverItsTimeIsEndedAndTriedAgainIfTheWorkflowSaysSo() throws Exception {
        String step =
                "a: { step: toy-trial, timeout: 200ms, retries: %d, with: { name: a, trouble: sleep, times: 1 } }\n";
        ToyRun once = new ToyRun(folder, step.formatted(0));
        assertEquals(
                List.of("a: ran longer than its timeout of 0.2 s and was ended"),
                once.run().problems());

        TrialStep.expect(1);
        ToyRun twice = new ToyRun(folder, step.formatted(1));
        assertEquals(RunResult.Outcome.DONE, twice.run().outcome());
        assertEquals(2, Collections.frequency(TrialStep.HEARD, "+a"));
    }

    @Test
    void aCellThatDoesNotListenIsLeftBehind() throws Exception {
        ToyRun run = new ToyRun(folder, """
                a: { step: toy-trial, timeout: 100ms, with: { name: a, trouble: deaf } }
                b: { step: toy-trial, with: { name: b } }
                """).jobs(1).failing(FailurePolicy.KEEP_GOING);

        RunResult result = run.run();

        assertTrue(result.problems().get(0).endsWith("so its thread is left behind"), result.toString());
        assertEquals("computed", run.cell("b").state(), "its lane goes on");
        assertEquals(0, run.leases());
    }

    @Test
    void anOverdueWorkerIsKilledAndTheNextCellGetsAnother() throws Exception {
        ToyRun run = new ToyRun(folder, """
                a: { step: toy-worker-trial, timeout: 100ms, with: { name: a, trouble: sleep } }
                b: { step: toy-worker-trial, with: { name: b } }
                """).failing(FailurePolicy.KEEP_GOING);

        RunResult result = run.run();

        assertEquals(List.of("a: ran longer than its timeout of 0.1 s and was ended"), result.problems());
        assertEquals("computed", run.cell("b").state());
    }

    @Test
    void aWorkerThatDiesTellsHowAndWhatItSaidLast() throws Exception {
        ToyRun run = new ToyRun(folder, """
                full: { step: toy-worker-trial, with: { name: a, trouble: halt-3 } }
                abort: { step: toy-worker-trial, retries: 0, with: { name: b, trouble: halt-134 } }
                """).failing(FailurePolicy.KEEP_GOING);

        List<String> problems = run.run().problems();

        assertTrue(
                problems.get(0).contains("ended with exit code 3, as Java does when its heap is full"),
                problems.get(0));
        assertTrue(problems.get(0).endsWith("(after 2 attempts)"), problems.get(0));
        assertTrue(problems.get(1).contains("aborted by signal 6 (SIGABRT)"), problems.get(1));
        assertTrue(problems.get(1).contains("it said 'java.lang.OutOfMemoryError: not really'"), problems.get(1));
        assertFalse(problems.get(1).contains("attempts"), problems.get(1));
    }

    @Test
    void aWorkerThatDiesBetweenTwoCellsCostsNoAttempt() throws Exception {
        ToyRun run = new ToyRun(folder, """
                a: { step: toy-worker-trial, with: { name: a } }
                between: { step: toy-trial, inputs: { after: a }, with: { name: b, trouble: meet } }
                c: { step: toy-worker-trial, inputs: { after: between }, with: { name: c } }
                """);
        TrialStep.expect(2);
        WorkflowRun started = run.start();
        CompletableFuture<RunResult> result = CompletableFuture.supplyAsync(() -> run(started, run));
        ToyWorld.await(() -> TrialStep.HEARD.contains("+b"));

        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
        TrialStep.join();

        assertEquals(RunResult.Outcome.DONE, result.get(1, TimeUnit.MINUTES).outcome());
        ActionRecord record = run.store()
                .actions()
                .find(Digest.parse(Objects.requireNonNull(run.cell("c").key())))
                .orElseThrow();
        assertEquals(1, record.attempt());
    }

    @Test
    void aForcedCellThatGivesTheSameBytesKeepsItsRecord() throws Exception {
        for (String step : List.of("toy-trial", "toy-worker-trial")) {
            String steps = "a: { step: " + step + ", with: { name: a } }\n";
            ToyRun first = new ToyRun(folder, steps);
            first.run();
            ToyRun second = new ToyRun(folder, steps).forcing("a");

            RunResult result = second.run();

            assertEquals(1, result.counts().get("computed"), step);
            assertEquals(List.of("a: forced, and gave the same bytes again"), second.notes());
            assertEquals(record(first), record(second));
        }
    }

    @Test
    void aForcedCellThatGivesOtherBytesReplacesItsRecordAndItsReadersRunAgain() throws Exception {
        String steps = """
                a: { step: toy-trial, with: { name: a, trouble: clock } }
                b: { step: toy-trial, inputs: { after: a }, with: { name: b } }
                """;
        ToyRun first = new ToyRun(folder, steps);
        first.run();
        ToyRun second = new ToyRun(folder, steps).forcing("a");

        RunResult result = second.run();

        assertEquals(2, result.counts().get("computed"));
        assertEquals(List.of("a: forced, and gave other bytes; they replace the earlier ones"), second.notes());
        assertEquals(RunResult.Outcome.DONE, new ToyRun(folder, steps).run().outcome());
        assertEquals(2, Collections.frequency(TrialStep.HEARD, "+b"), "a third run is served");
    }

    /** Told twice, the run does not wait for what runs. */
    @Test
    void anInterruptedRunGivesItsLeasesBack() throws Exception {
        ToyRun run = new ToyRun(folder, "a: { step: toy-trial, with: { name: a, trouble: deaf } }\n");
        WorkflowRun started = run.start();
        CompletableFuture<RunResult> result = CompletableFuture.supplyAsync(() -> run(started, run));
        ToyWorld.await(() -> TrialStep.HEARD.contains("+a"));

        started.interrupt();
        started.interrupt();

        assertEquals(
                RunResult.Outcome.INTERRUPTED, result.get(1, TimeUnit.MINUTES).outcome());
        assertEquals(0, run.leases());
        assertEquals("skipped", run.cell("a").state());
    }

    @Test
    void whatACellNotesIsInItsRecordAndInNoKeyNorInTheNextCell() throws Exception {
        for (String step : List.of("toy-trial", "toy-worker-trial")) {
            ToyRun run = new ToyRun(folder, """
                    a: { step: %1$s, with: { name: a, trouble: "halve:a" } }
                    b: { step: %1$s, inputs: { after: a }, with: { name: b } }
                    """.formatted(step)).jobs(1);
            run.run();

            ActionRecord noted = record(run, "a");
            assertEquals(Map.of("batch", "8 rows, halved once"), CellNotes.of(noted));
            assertFalse(noted.keyDocument().contains("rows"), noted.keyDocument());
            assertEquals(Map.of(), CellNotes.of(record(run, "b")));
        }
    }

    private static ActionRecord record(ToyRun run) throws Exception {
        return record(run, "a");
    }

    private static ActionRecord record(ToyRun run, String cell) throws Exception {
        return run.store()
                .actions()
                .find(Digest.parse(Objects.requireNonNull(run.cell(cell).key())))
                .orElseThrow();
    }

    private static RunResult run(WorkflowRun started, ToyRun run) {
        try {
            return started.run(run.lanes());
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }
}
