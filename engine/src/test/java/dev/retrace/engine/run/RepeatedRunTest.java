package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.PackedClassPath;
import dev.retrace.engine.toy.RetraceProcess;
import dev.retrace.engine.toy.RetraceProcess.Ended;
import dev.retrace.engine.toy.ToyWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same command again and again, as a person gives it: most of the runs only repeat the one before. */
final class RepeatedRunTest {

    @TempDir
    private Path folder;

    @TempDir
    private Path jars;

    private ToyWorld world;
    private String classPath;

    @BeforeEach
    void aDistribution() throws IOException {
        world = new ToyWorld(folder, 4);
        classPath = PackedClassPath.in(jars);
    }

    @Test
    void aRepeatedRunSaysAndLeavesWhatAServedRunDoes() throws Exception {
        run();
        Ended served = run("--progress", "plain"); // which is never repeated
        world.forget();

        Ended again = repeated();

        assertEquals(0, again.code());
        assertEquals(told(served), told(again));
        assertEquals(world.report(served), world.report(again));
        assertEquals(List.of(), world.computed());
        Ended runs = retrace().run("runs");
        assertTrue(runs.out().lines().filter(line -> line.contains(" done ")).count() >= 3, runs.out());
        assertTrue(runs.out().startsWith(id(again)), runs.out());
        assertEquals(0, retrace().run("verify").code());
        assertEquals(0, retrace().run("gc", "--delete").code());
        assertTrue(isRepeated(run()));
    }

    @Test
    void aChangeOfAnyKindIsSeenByTheNextRun() throws Exception {
        repeated();
        world.forget();

        world.numbers(5);
        assertFalse(isRepeated(run()));
        assertFalse(world.computed().isEmpty());

        repeated();
        assertFalse(isRepeated(retrace().with("RETRACE_OFFLINE", "1").run("run", "toy.yaml", "--device", "cpu")));
        assertFalse(isRepeated(run("--set", "title=sum")));
        for (List<String> more : List.of(List.of("--force", "report"), List.of("--json"))) {
            assertFalse(isRepeated(run(more.toArray(String[]::new))), more.toString());
            assertFalse(isRepeated(run(more.toArray(String[]::new))), more.toString());
        }
        assertEquals(0, run("--dry-run").code());
    }

    private RetraceProcess retrace() {
        return world.retrace().on(classPath);
    }

    private Ended run(String... more) throws Exception {
        String[] words = new String[4 + more.length];
        System.arraycopy(new String[] {"run", "toy.yaml", "--device", "cpu"}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        Ended ended = retrace().run(words);
        assertEquals(0, ended.code(), ended.err());
        return ended;
    }

    /** Runs until one is repeated: the jars and the numbers must not be too young. */
    private Ended repeated() throws Exception {
        Ended[] last = new Ended[1];
        ToyWorld.await(() -> {
            try {
                last[0] = run();
            } catch (Exception failed) {
                throw new IOException(failed);
            }
            return isRepeated(last[0]);
        });
        return last[0];
    }

    private boolean isRepeated(Ended run) throws IOException {
        List<String> ids;
        try (var runs = Files.list(folder.resolve(".retrace/runs"))) {
            ids = runs.map(path -> path.getFileName().toString()).sorted().toList();
        }
        Path newest = folder.resolve(".retrace/runs").resolve(ids.get(ids.size() - 1));
        assertTrue(run.code() == 0 && Files.exists(newest.resolve("run.json")));
        return !Files.exists(newest.resolve("process.json"));
    }

    private static String id(Ended run) {
        return run.err()
                .lines()
                .filter(line -> line.startsWith("run "))
                .findFirst()
                .orElseThrow()
                .substring(4);
    }

    /** Without what differs between two runs: their ids, and how long they took. */
    private static String told(Ended run) {
        return (run.err() + run.out()).replace(id(run), "ID").replaceAll("· .*", "· so long");
    }
}
