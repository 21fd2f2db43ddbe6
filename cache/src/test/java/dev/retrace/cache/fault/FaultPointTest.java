package dev.retrace.cache.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.ChildJvm;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.cache.disk.StoredFile;
import dev.retrace.cache.verify.Verification;
import dev.retrace.cache.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills a process at each named point, the first few times that it comes there: nothing that was
 * published is lost, nothing damaged is served, and the next process goes on without help.
 */
class FaultPointTest {

    private static final int KILLED = 137;

    /** Work, the run's diary and two bundles pass the points of files more than a dozen times. */
    private static final int MOST_PASSINGS = 3;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "INDEX_.*")
    void aKillLosesNothing(FaultPoint point) throws Exception {
        killEachTime(point, "work");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "INDEX_.*")
    void aKillOfTheIndexLosesNothing(FaultPoint point) throws Exception {
        killEachTime(point, "index");
    }

    private void killEachTime(FaultPoint point, String kind) throws Exception {
        int code = KILLED;
        for (int passing = 1; passing <= MOST_PASSINGS && code == KILLED; passing++) {
            Path world = Files.createDirectory(folder.resolve(point + "-" + passing));
            String armed = "-Dretrace.halt-at=" + point + ":" + passing;
            String said;
            try (ChildJvm child = ChildJvm.start(List.of(armed), FaultyWork.class, world.toString(), kind)) {
                said = child.rest();
                code = child.end();
            }
            assertTrue(code == KILLED || (code == 0 && passing > 1), point + " ended with " + code + ": " + said);

            assertSound(world, said);
            FaultyWork.main(new String[] {world.toString(), kind});
            assertSound(world, said);
        }
    }

    private static void assertSound(Path world, String said) throws IOException {
        for (String name : new String[] {"store", "other"}) {
            if (Files.exists(world.resolve(name).resolve("store.json"))) {
                Store store = Store.open(world.resolve(name));
                store.recover();
                Verification found = new Verifier(store, digest -> true, (bytes, of) -> {}).verify();
                // what was damaged on purpose is the only finding, and is moved aside
                assertTrue(
                        found.findings().stream()
                                .allMatch(finding -> finding.what().endsWith("is no record of its key")),
                        found.toString());
                assertEquals(
                        List.of(),
                        new Verifier(store, digest -> true, (bytes, of) -> {})
                                .verify()
                                .findings());
                assertEquals(0, found.abandoned());
                assertEquals(0, StoredFile.list(store.root().resolve("leases")).size());
                assertEquals(0, StoredFile.list(store.root().resolve("tmp")).size());
            }
        }
        Store store = Store.open(world.resolve("store"));
        for (String key :
                said.lines().filter(line -> line.startsWith("sha256:")).toList()) {
            ActionRecord record = store.actions().find(Digest.parse(key)).orElseThrow();
            for (Artifact output : record.outputs().values()) {
                store.content().verify(output);
            }
        }
    }
}
