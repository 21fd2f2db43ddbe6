package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.RetraceProcess.Ended;
import dev.retrace.engine.toy.ToyWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep over two workers, which stand for two devices. */
final class SeveralLanesTest {

    private static final Pattern LANE = Pattern.compile("\"lane\" ?: ?\"(cpu[^\"]*)\"");

    @TempDir
    private Path folder;

    @Test
    void twoLanesShareTheCellsAndGiveWhatOneGives() throws Exception {
        ToyWorld one = world("one");
        Ended alone = one.retrace().run("run", "toy.yaml", "--device", "cpu", "--set", "pause=20");
        ToyWorld two = world("two");
        Ended both = two.retrace().run("run", "toy.yaml", "--device", "cpu,cpu", "--set", "pause=20");

        assertEquals(0, both.code(), both.err());
        assertEquals(new TreeSet<>(one.computed()), new TreeSet<>(two.computed()));
        assertEquals(one.computed().size(), two.computed().size(), "every cell once");
        assertEquals(one.report(alone), two.report(both));
        assertEquals(Set.of("cpu"), lanes("one"));
        assertEquals(Set.of("cpu", "cpu (2)"), lanes("two"));
    }

    /** One of the lanes dies within the first cell that begins: that cell begins once more, and no other. */
    @Test
    void theCellOfAKilledLaneIsTakenUp() throws Exception {
        ToyWorld world = world("killed");
        Path death = Files.writeString(folder.resolve("death"), "once");

        Ended ended = world.retrace()
                .with("TOY_DEATH", death.toString())
                .run("run", "toy.yaml", "--device", "cpu,cpu", "--set", "pause=20");

        assertEquals(0, ended.code(), ended.err());
        assertFalse(Files.exists(death));
        Set<String> cells = new HashSet<>(world.computed());
        assertEquals(cells.size() + 1, world.computed().size());
        assertTrue(world.report(ended).startsWith("total: "), ended.out());
    }

    private ToyWorld world(String name) throws IOException {
        return new ToyWorld(Files.createDirectory(folder.resolve(name)), 24);
    }

    /** The lanes of the newest run that computed on workers. */
    private Set<String> lanes(String world) throws IOException {
        Path runs = folder.resolve(world).resolve(".retrace/runs");
        try (var files = Files.walk(runs)) {
            Path run =
                    files.filter(file -> file.endsWith("run.json")).findFirst().orElseThrow();
            Matcher lane = LANE.matcher(Files.readString(run));
            return lane.results().map(found -> found.group(1)).collect(Collectors.toSet());
        }
    }
}
