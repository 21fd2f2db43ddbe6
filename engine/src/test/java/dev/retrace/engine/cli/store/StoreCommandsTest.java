package dev.retrace.engine.cli.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.RetraceProcess.Ended;
import dev.retrace.engine.toy.ToyWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole commands on the store of a toy run, which has numbers, shards and a report. */
final class StoreCommandsTest {

    @TempDir
    private Path folder;

    private ToyWorld world;
    private Ended run;

    @BeforeEach
    void runAWorkflow() throws Exception {
        world = new ToyWorld(folder, 12);
        run = world.retrace().run("run", "toy.yaml");
        assertEquals(0, run.code(), run.err());
        world.forget();
    }

    @Test
    void damageIsFoundMovedAsideAndComputedAnew() throws Exception {
        Ended sound = world.retrace().run("verify");
        Path blob = largest(folder.resolve(".retrace/cas"));
        blob.toFile().setWritable(true);
        Files.write(blob, new byte[(int) Files.size(blob)]);

        Ended bad = world.retrace().run("verify", "--json");
        Ended again = world.retrace().run("run", "toy.yaml");

        assertEquals(0, sound.code(), sound.err());
        assertTrue(sound.out().contains("all sound"), sound.out());
        assertEquals(4, bad.code(), bad.err());
        assertTrue(bad.out().contains("\"sound\":false"), bad.out());
        assertEquals(0, again.code(), again.err());
        assertEquals(world.report(run), world.report(again));
        assertEquals(0, world.retrace().run("verify").code());
    }

    @Test
    void gcSaysFirstAndThenDoesAndARunBringsBack() throws Exception {
        int records = world.records();
        age();

        Ended kept = world.retrace().run("gc");
        Ended look = world.retrace().run("gc", "--keep-runs", "0", "--max-size", "0");
        assertEquals(records, world.records(), "nothing yet");
        Ended done = world.retrace().run("gc", "--keep-runs", "0", "--max-size", "0", "--delete");

        assertTrue(kept.out().contains(records + " records needed, 0 young"), kept.out());
        assertEquals(0, look.code(), look.err());
        assertTrue(look.out().endsWith("nothing deleted; add --delete\n"), look.out());
        assertEquals(0, done.code(), done.err());
        assertTrue(done.out().contains("moved to the trash"), done.out());
        assertEquals(0, world.records());
        Ended again = world.retrace().run("run", "toy.yaml");
        assertEquals(List.of(), world.computed(), "all of it came back from the trash");
        assertEquals(world.report(run), world.report(again));
    }

    @Test
    void aPinnedRunKeepsItsRecords() throws Exception {
        int records = world.records();
        age();
        String id = Path.of(run.lastLine()).getName(2).toString(); // .retrace/runs/ID/report.txt

        Ended pinned = world.retrace().run("gc", "--pin", id);
        world.retrace().run("gc", "--keep-runs", "0", "--max-size", "0", "--delete");

        assertEquals(0, pinned.code(), pinned.err());
        assertEquals(records, world.records());
        assertEquals(
                2, world.retrace().run("gc", "--pin", "20200101-000000-0000").code());
        assertEquals(2, world.retrace().run("gc", "--max-age", "soon").code());
    }

    /** The colleague has the workflow and the numbers, and computes nothing. */
    @Test
    void aColleagueServesEverythingThatWasExported() throws Exception {
        Ended exported = world.retrace().run("export", run.lastLine(), "-o", "run.tar");
        Ended imported = world.retrace().run("import", "run.tar", "--store", "colleague");
        Ended again = world.retrace().run("run", "toy.yaml", "--store", "colleague");

        assertEquals(0, exported.code(), exported.err());
        assertEquals("run.tar\n", exported.out());
        assertEquals(0, imported.code(), imported.err());
        assertEquals(0, again.code(), again.err());
        assertEquals(List.of(), world.computed());
        assertFalse(again.err().contains("computed"), again.err());
        assertEquals(world.report(run), world.report(again));
        assertEquals(
                2,
                world.retrace()
                        .run("runs", "--store", "colleague")
                        .out()
                        .lines()
                        .count());
        assertEquals(0, world.retrace().run("verify", "--store", "colleague").code());
    }

    @Test
    void aDamagedBundleIsRefusedInOneSentence() throws Exception {
        world.retrace().run("export", run.lastLine(), "-o", "run.tar");
        byte[] tar = Files.readAllBytes(folder.resolve("run.tar"));
        tar[tar.length / 2] ^= 1;
        Files.write(folder.resolve("run.tar"), tar);

        Ended refused = world.retrace().run("import", "run.tar", "--store", "colleague");

        assertEquals(1, refused.code());
        assertEquals(1, refused.err().lines().count(), refused.err());
        assertTrue(refused.err().contains("nothing of it is in the store"), refused.err());
        assertEquals(2, world.retrace().run("export", "nothing", "-o", "x.tar").code());
    }

    /** Lets records, runs and all files be of a hundred years ago. */
    private void age() throws IOException {
        Path store = folder.resolve(".retrace");
        for (String part : new String[] {"ac", "cas", "runs"}) {
            try (Stream<Path> files = Files.walk(store.resolve(part))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (file.toString().endsWith(".json")) {
                        Files.writeString(file, Files.readString(file).replace("\"started\":\"20", "\"started\":\"19"));
                    }
                    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
                }
            }
        }
    }

    private static Path largest(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.filter(Files::isRegularFile)
                    .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
    }
}
