package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that publishes, at moments of chance. */
class KillTest {

    private static final int ROUNDS = 8;

    @TempDir
    Path folder;

    @Test
    void aKillLeavesNothingOrTheWhole() throws Exception {
        Random moment = new Random(7);
        Set<Digest> announced = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            try (ChildJvm child = ChildJvm.start(PublishingLoop.class, folder.toString(), "" + round)) {
                int published = 1 + moment.nextInt(5);
                for (int i = 0; i < published; i++) {
                    announced.add(Digest.parse(child.line()));
                }
                Thread.sleep(moment.nextInt(15));
                child.kill();
            }

            Store store = Store.open(folder);
            assertEverythingVisibleIsWhole(store, announced);
            assertTheDeadHoldNothing(store);
        }
    }

    private static void assertEverythingVisibleIsWhole(Store store, Set<Digest> announced) throws IOException {
        Set<Digest> keys = new HashSet<>(store.actions().keys());
        assertTrue(keys.containsAll(announced));
        for (Digest key : keys) {
            ActionRecord record = store.actions().find(key).orElseThrow();
            for (Artifact output : record.outputs().values()) {
                store.content().verify(output);
            }
        }
        for (Path blob : files(store.root().resolve("cas"))) {
            assertEquals(blob.getFileName().toString(), Digest.ofFile(blob).hex());
        }
    }

    private static void assertTheDeadHoldNothing(Store store) throws IOException {
        for (Path lease : files(store.root().resolve("leases"))) {
            String key = lease.getFileName().toString().replace(".json", "");
            if (!key.endsWith(".removal")) {
                store.leases().acquire(new Digest(key)).orElseThrow().close();
                assertFalse(Files.exists(lease));
            }
        }
        store.recover();
        assertEquals(List.of(), files(store.root().resolve("leases")));
        assertEquals(List.of(), files(store.root().resolve("tmp")));
    }

    private static List<Path> files(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
