package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.Digest;
import dev.retrace.engine.toy.RetraceProcess.Ended;
import dev.retrace.engine.toy.RetraceProcess.Started;
import dev.retrace.engine.toy.ToySweep;
import dev.retrace.engine.toy.ToyWorld;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a sweep on several lanes and a worker again and again, at random moments: with {@code
 * -Dkills=200} as often as one likes, each time at the moments of the same seed.
 */
final class RandomKillTest {

    private static final int KILLS = Integer.getInteger("kills", 25);
    private static final int CELLS = 34; // thirty and four
    private static final int LONGEST_MILLIS = 40; // after a cell began: about four cells further

    @TempDir
    private Path folder;

    @Test
    void nothingPublishedIsLostOrComputedTwiceHoweverOftenTheRunIsKilled() throws Exception {
        ToySweep sweep = new ToySweep(folder);
        Random random = new Random(20261121);
        Map<Digest, String> known = new HashMap<>();
        int round = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            sweep.forget();
            Started run = sweep.retrace().start("run", "sweep.yaml", "--jobs", "3", "--set", "round=" + round);
            killSomewhere(run, sweep, random);
            List<String> begun = sweep.begun();
            assertFalse(begun.stream().anyMatch(known::containsValue), "what was published is computed again");
            assertEquals(Set.copyOf(begun).size(), begun.size(), "a run computes a cell twice");
            Map<Digest, String> published = sweep.published();
            assertTrue(published.keySet().containsAll(known.keySet()), "published work is lost");
            known = published;
            round += isComplete(published, round) ? 1 : 0;
        }
        Ended last = sweep.retrace().run("run", "sweep.yaml", "--set", "round=" + round);

        assertEquals(0, last.code(), last.err());
        sweep.verify();
        assertEquals(List.of(), sweep.left("leases"));
        ToyWorld.await(
                () -> { // a process killed under the last run's eyes may have been dying still
                    sweep.store().recover();
                    return sweep.left("tmp").isEmpty();
                });
    }

    private static void killSomewhere(Started run, ToySweep sweep, Random random) throws Exception {
        int cells = random.nextInt(CELLS); // that have begun; none: also while the run itself begins
        while (run.process().isAlive() && sweep.begun().size() < cells) {
            Thread.sleep(5);
        }
        Thread.sleep(random.nextInt(cells == 0 ? 10 * LONGEST_MILLIS : LONGEST_MILLIS));
        run.signal("KILL");
        run.process().waitFor();
    }

    private static boolean isComplete(Map<Digest, String> published, int round) {
        Set<String> names = new HashSet<>(published.values());
        names.removeIf(name -> !name.matches("r" + round + "[cw].*"));
        return names.size() == CELLS;
    }
}
