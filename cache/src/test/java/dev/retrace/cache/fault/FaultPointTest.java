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
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills a process at each named point, for what it reads, makes and records alike: nothing that was
 * published is lost, nothing damaged is served, and the next process goes on without help.
 */
class FaultPointTest {

    private static final int KILLED = 137;

    /** Passed for the store's format, then for what the work reads, what it makes, and its record. */
    private static final Set<FaultPoint> OF_ALL_FILES = EnumSet.of(
            FaultPoint.FILE_WRITTEN, FaultPoint.FILE_FORCED, FaultPoint.FILE_LINKED, FaultPoint.FILE_PUBLISHED);

    /** In memory where that can be: a kill loses no bytes that were not forced to disk. */
    @TempDir(factory = Memory.class)
    Path folder;

    /** Makes folders in memory on Linux, on disk elsewhere. */
    static final class Memory implements TempDirFactory {

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
            Path memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "retrace")
                    : Files.createTempDirectory("retrace");
        }
    }

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
        List<Integer> passings = OF_ALL_FILES.contains(point) ? List.of(2, 3, 4) : List.of(1);
        Map<Path, ChildJvm> children = new LinkedHashMap<>(); // at once: most of the time they start
        for (int passing : passings) {
            String armed = "-Dretrace.halt-at=" + point + ":" + passing;
            Path world = Files.createDirectory(folder.resolve("" + passing));
            children.put(world, ChildJvm.start(List.of(armed), FaultyWork.class, world.toString(), kind));
        }
        for (Map.Entry<Path, ChildJvm> entry : children.entrySet()) {
            Path world = entry.getKey();
            try (ChildJvm child = entry.getValue()) {
                String said = child.rest();
                assertEquals(KILLED, child.end(), said);

                assertSound(world, said);
                FaultyWork.main(new String[] {world.toString(), kind});
                assertSound(world, said);
            }
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
