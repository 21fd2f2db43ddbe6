package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.RetraceProcess.Ended;
import dev.retrace.engine.toy.RetraceProcess.Started;
import dev.retrace.engine.toy.ToySweep;
import dev.retrace.engine.toy.ToyWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that people, terminals and systems end, and two runs of which one is lost. */
final class SignalsTest {

    @TempDir
    private Path folder;

    private ToySweep sweep;

    @BeforeEach
    void aSweep() throws IOException {
        sweep = new ToySweep(folder);
    }

    /** Cells of 400 ms, in the engine and in the worker, which the same Ctrl-C reaches. */
    @Test
    void afterCtrlCWhatRunsIsFinishedAndTheVeryCommandIsNamed() throws Exception {
        Started run = sweep.retrace().start("run", "sweep.yaml", "--jobs", "2", "--set", "pause=400");
        ToyWorld.await(() -> sweep.begun().stream().anyMatch(name -> name.contains("w")));

        run.signal("INT");
        Ended ended = run.await();

        assertEquals(130, ended.code(), ended.err());
        assertEquals(sweep.begun().size(), sweep.published().size(), "a cell was not finished: " + ended.err());
        assertTrue(
                ended.err()
                        .endsWith("interrupted; nothing that was computed is lost."
                                + " To go on: retrace run sweep.yaml --jobs 2 --set pause=400\n"),
                ended.err());
        assertEquals(List.of(), sweep.left("leases"));
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void theSecondSignalEndsTheRunAtOnceAndSaysWhichItWas(String signal, int code) throws Exception {
        Started run = sweep.retrace().start("run", "sweep.yaml", "--set", "trouble=sleep");
        ToyWorld.await(() -> !sweep.begun().isEmpty());

        run.signal(signal);
        ToyWorld.await(() -> Files.readString(run.err()).contains("stopping: what runs is given 5 s to finish"));
        run.signal(signal);
        Ended ended = run.await();

        assertEquals(code, ended.code(), ended.err());
        assertEquals(List.of(), sweep.left("leases"));
        Ended runs = sweep.retrace().run("runs");
        assertTrue(runs.out().contains("interrupted"), runs.out());
    }

    @Test
    void ofTwoRunsOneTakesOverWhatTheOtherLeaves() throws Exception {
        Started one = sweep.retrace().start("run", "sweep.yaml", "--jobs", "2", "--set", "pause=100");
        ToyWorld.await(() -> sweep.begun().size() >= 2);
        Started other = sweep.retrace().start("run", "sweep.yaml", "--jobs", "2", "--set", "pause=100");
        ToyWorld.await(() -> sweep.published().size() >= 6);

        one.signal("KILL");
        Ended ended = other.await();

        assertEquals(0, ended.code(), ended.err());
        assertEquals(35, sweep.published().size()); // thirty, four and their count
        int again = sweep.begun().size() - 34;
        assertTrue(again <= 3, again + " cells were begun twice, but the killed run had three lanes");
        // One that was killed between publication and giving back leaves a lease that stands in nobody's way.
        sweep.retrace().run("run", "sweep.yaml", "--jobs", "2", "--set", "pause=100");
        assertEquals(List.of(), sweep.left("leases"));
    }
}
