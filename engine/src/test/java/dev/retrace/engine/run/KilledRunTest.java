package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.toy.RetraceProcess.Ended;
import dev.retrace.engine.toy.RetraceProcess.Started;
import dev.retrace.engine.toy.ToyWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are killed or share a store with another. */
final class KilledRunTest {

    @TempDir
    private Path folder;

    private ToyWorld world;

    @BeforeEach
    void aWorkflowOverTwentyNumbers() throws IOException {
        world = new ToyWorld(folder, 20);
    }

    /** What is published is never computed again: each shard is started once after its record lies there. */
    @Test
    void aRunAfterAKillComputesOnlyWhatIsNotPublished() throws Exception {
        Started run = world.retrace().start("run", "toy.yaml", "--set", "pause=60");
        ToyWorld.await(() -> world.records() >= 3); // the numbers and two shards
        run.signal("KILL");
        run.process().waitFor();
        int published = world.records();
        world.forget();

        Ended next = world.retrace().run("run", "toy.yaml", "--set", "pause=60");

        assertEquals(0, next.code(), next.err());
        assertEquals(world.records() - published - 1, world.computed().size()); // the report is computed by the engine
    }

    /** Two cells are told before the kill, in lines beside run.json, which is whole at the end only. */
    @Test
    void theDiaryOfAKilledRunTellsWhatItComputed() throws Exception {
        Started run = world.retrace().start("run", "toy.yaml", "--set", "pause=60");
        Path store = folder.resolve(".retrace");
        ToyWorld.await(() -> Files.exists(store.resolve("store.json")) && computed(Store.openReadOnly(store)) >= 2);
        run.signal("KILL");
        run.process().waitFor();

        String listed = world.retrace().run("runs").out();
        assertTrue(listed.contains("killed"), listed);
        assertTrue(computed(Store.openReadOnly(store)) >= 2);
    }

    private static long computed(Store store) throws IOException {
        List<String> ids = store.runs().ids();
        return ids.isEmpty()
                ? 0
                : store.runs().read(ids.get(0)).map(RunRecord::cells).orElse(List.of()).stream()
                        .filter(cell -> cell.state().equals("computed"))
                        .count();
    }

    @Test
    void theRunGoesOnWhenItsWorkerIsKilled() throws Exception {
        Path death = Files.writeString(folder.resolve("death"), "once");

        Ended run = world.retrace().with("TOY_DEATH", death.toString()).run("run", "toy.yaml");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("was killed by signal 9 (SIGKILL)"), run.err());
        assertFalse(Files.exists(death));
    }

    @Test
    void twoRunsAtOnceShareTheWork() throws Exception {
        Started one = world.retrace().start("run", "toy.yaml", "--set", "pause=30");
        Started other = world.retrace().start("run", "toy.yaml", "--set", "pause=30");
        Ended first = one.await();
        Ended second = other.await();

        assertEquals(0, first.code(), first.err());
        assertEquals(0, second.code(), second.err());
        assertEquals(world.report(first), world.report(second));
        assertEquals(new HashSet<>(world.computed()).size(), world.computed().size(), "a cell was computed twice");
    }
}
