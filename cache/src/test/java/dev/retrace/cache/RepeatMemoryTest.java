package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatMemoryTest {

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void openStore() throws IOException {
        store = Store.open(folder);
    }

    @Test
    void whatWasKeptLastIsFound() throws IOException {
        assertFalse(Store.remembers(folder));
        assertEquals(Optional.empty(), store.repeats().find(Digest.of("run")));

        store.repeats().keep(Digest.of("run"), new byte[] {1});
        store.repeats().keep(Digest.of("run"), new byte[] {2});

        assertTrue(Store.remembers(folder));
        assertArrayEquals(new byte[] {2}, store.repeats().find(Digest.of("run")).orElseThrow());
        store.repeats().forget(Digest.of("run"));
        assertEquals(Optional.empty(), store.repeats().find(Digest.of("run")));
    }

    /** Number 0 is made the youngest, so that 1 is the oldest of nine. */
    @Test
    void theOldestGoes() throws IOException {
        for (int number = 0; number < RepeatMemory.KEPT; number++) {
            store.repeats().keep(Digest.of("run " + number), new byte[1]);
            Files.setLastModifiedTime(
                    folder.resolve("repeats").resolve(Digest.of("run " + number).hex()),
                    FileTime.from(Instant.EPOCH.plusSeconds(number == 0 ? 99 : number)));
        }

        store.repeats().keep(Digest.of("one more"), new byte[1]);

        assertTrue(store.repeats().find(Digest.of("run 0")).isPresent());
        assertTrue(store.repeats().find(Digest.of("run 1")).isEmpty());
        assertTrue(store.repeats().find(Digest.of("run 2")).isPresent());
        assertTrue(store.repeats().find(Digest.of("one more")).isPresent());
    }

    @Test
    void aStoreIsQuietWhenNobodyHasALease() throws IOException {
        assertTrue(store.isQuiet());

        Lease lease = store.leases().acquire(Digest.of("key")).orElseThrow();
        assertFalse(store.isQuiet());

        lease.close();
        assertTrue(store.isQuiet());
    }

    @Test
    void aRunOfAMomentHasNoProcess() throws IOException {
        String id = store.runs().newIdOfMoment(Work.NOON);

        assertEquals(Optional.empty(), store.runs().aliveSince(id, Work.NOON));
        assertTrue(store.runs().ids().contains(id));
    }
}
