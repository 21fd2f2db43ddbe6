package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.disk.AtomicFiles;
import dev.retrace.cache.disk.Scratch;
import dev.retrace.cache.process.Holder;
import dev.retrace.cache.process.Liveness;
import dev.retrace.cache.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeasesTest {

    private static final Digest KEY = Digest.of("key");
    private static final ProcessIdentity SELF = ProcessIdentity.current();

    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong();
    private Store store;
    private Leases leases;

    @BeforeEach
    void openStore() throws IOException {
        store = Store.open(folder);
        leases = leases(Duration.ofHours(1));
    }

    @Test
    void onlyOneHoldsAKey() throws IOException {
        try (Lease lease = leases.acquire(KEY).orElseThrow()) {
            assertEquals(KEY, lease.key());
            assertEquals(Optional.empty(), leases.acquire(KEY));
            assertEquals(Optional.empty(), Store.open(folder).leases().acquire(KEY));
            assertEquals(SELF, leases.holder(KEY).orElseThrow().process());
            leases.acquire(Digest.of("another")).orElseThrow().close();
        }

        assertEquals(Optional.empty(), leases.holder(KEY));
        leases.acquire(KEY).orElseThrow().close();
        assertScratchIsEmpty();
    }

    @Test
    void ofManyThreadsOneWins() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int round = 0; round < 500; round++) {
            Digest key = Digest.of("round " + round);
            if (round % 2 == 0) {
                plant(key, new Holder(SELF.host(), "another-boot", 1, 1, "dead", 0));
            }
            Callable<Optional<Lease>> attempt =
                    () -> leases(Duration.ofHours(1)).acquire(key);
            int winners = 0;
            for (Future<Optional<Lease>> result : threads.invokeAll(Collections.nCopies(8, attempt))) {
                winners += result.get().isPresent() ? 1 : 0;
            }

            assertEquals(1, winners, "round " + round);
        }
        threads.shutdown();
    }

    /** Killed after it took the right to remove a dead lease, and the next one likewise. */
    @Test
    void whoDiedWhileTakingOverIsTakenOverToo() throws IOException {
        Holder dead = new Holder(SELF.host(), "another-boot", 1, 1, "dead", 0);
        plant(KEY, dead);
        Path right = Leases.rightToRemove(file(KEY), "dead");
        Files.write(right, Lease.write(new Holder(SELF.host(), "another-boot", 1, 1, "also dead", 0)));
        Path rightToThat = Leases.rightToRemove(right, "also dead");
        Files.write(rightToThat, Lease.write(new Holder(SELF.host(), "another-boot", 1, 1, "dead too", 0)));

        leases.acquire(KEY).orElseThrow().close();

        assertFalse(Files.exists(right));
        assertFalse(Files.exists(rightToThat));
    }

    @Test
    void whoIsTakingOverIsLeftToIt() throws IOException {
        plant(KEY, new Holder(SELF.host(), "another-boot", 1, 1, "dead", 0));
        Path right = Leases.rightToRemove(file(KEY), "dead");
        Files.write(right, Lease.write(Holder.current("alive")));

        assertEquals(Optional.empty(), leases.acquire(KEY));
        assertTrue(Files.exists(right));
    }

    @Test
    void recoveryRemovesHalfATakeover() throws IOException {
        Path right = Leases.rightToRemove(file(KEY), "gone");
        Files.write(right, Lease.write(new Holder(SELF.host(), "another-boot", 1, 1, "dead", 0)));

        store.recover();

        assertFalse(Files.exists(right));
    }

    @Test
    void theDeadOfThisMachineAreTakenOverAtOnce() throws IOException {
        plant(KEY, new Holder(SELF.host(), SELF.bootId(), SELF.pid(), SELF.start() + 1, "reused process id", 0));

        assertTrue(leases.acquire(KEY).isPresent());
    }

    @Test
    void aLeaseFromBeforeTheRebootIsTakenOverAtOnce() throws IOException {
        plant(KEY, new Holder(SELF.host(), "another-boot", SELF.pid(), SELF.start(), "dead", 0));

        assertTrue(leases.acquire(KEY).isPresent());
    }

    /** 60 s after the last change that this observer saw: seen at 0, changed at 50, silent until 110. */
    @Test
    void onAnotherMachineAMinuteOfSilenceIsDeath() throws IOException {
        Holder far = new Holder("far", "boot", 1, 1, "owner", 7);
        plant(KEY, far);
        assertFalse(acquiredAt(0));
        assertFalse(acquiredAt(50));
        plant(KEY, new Holder("far", "boot", 1, 1, "owner", 8));
        assertFalse(acquiredAt(50));
        assertFalse(acquiredAt(109));

        assertTrue(acquiredAt(110));
        assertEquals(SELF, leases.holder(KEY).orElseThrow().process());
    }

    @Test
    void aSuccessorWithTheSameBeatIsNotTheDead() throws IOException {
        plant(KEY, new Holder("far", "boot", 1, 1, "first", 7));
        assertFalse(acquiredAt(0));
        plant(KEY, new Holder("far", "boot", 2, 2, "second", 7));

        assertFalse(acquiredAt(60));
        assertTrue(acquiredAt(120));
    }

    @Test
    void anUnreadableLeaseIsGivenAMinuteToo() throws IOException {
        Files.writeString(file(KEY), "");
        assertFalse(acquiredAt(0));
        assertFalse(acquiredAt(59));

        assertTrue(acquiredAt(60));
    }

    @Test
    void theHeartBeats() throws Exception {
        try (Lease lease = leases(Duration.ofMillis(2)).acquire(KEY).orElseThrow()) {
            String owner = leases.holder(KEY).orElseThrow().owner();
            while (leases.holder(lease.key()).orElseThrow().sequence() < 12) {
                Thread.sleep(1);
            }

            Holder now = leases.holder(KEY).orElseThrow();
            assertEquals(SELF, now.process());
            assertEquals(owner, now.owner());
        }
    }

    @Test
    void whoWasTakenForDeadDisturbsNobody() throws Exception {
        Lease sleeper = leases(Duration.ofMillis(1)).acquire(KEY).orElseThrow();
        Path aside = Files.move(file(KEY), folder.resolve("aside"));
        plant(KEY, new Holder("far", "boot", 1, 1, "successor", 0));
        byte[] planted = Files.readAllBytes(file(KEY));
        long before = Lease.parse(Files.readAllBytes(aside)).sequence();
        while (Lease.parse(Files.readAllBytes(aside)).sequence() < before + 3) {
            Thread.sleep(1);
        }

        sleeper.close();

        assertArrayEquals(planted, Files.readAllBytes(file(KEY)));
    }

    @Test
    void recoveryRemovesTheLeasesOfTheDeadOnly() throws IOException {
        Digest dead = Digest.of("dead");
        Digest far = Digest.of("far");
        plant(dead, new Holder(SELF.host(), "another-boot", 1, 1, "dead", 0));
        plant(far, new Holder("far", "boot", 1, 1, "far", 0));
        Lease living = store.leases().acquire(KEY).orElseThrow();

        store.recover();

        assertFalse(Files.exists(file(dead)));
        assertTrue(Files.exists(file(far)));
        assertTrue(Files.exists(file(KEY)));
        living.close();
    }

    private boolean acquiredAt(long seconds) throws IOException {
        clock.set(Duration.ofSeconds(seconds).toNanos());
        return leases.acquire(KEY).isPresent();
    }

    private Leases leases(Duration heartbeat) {
        return new Leases(
                new StoreLayout(folder),
                AtomicFiles.through(new Scratch(folder.resolve("tmp"))),
                heartbeat,
                new Liveness(Duration.ofSeconds(60), clock::get));
    }

    private void plant(Digest key, Holder holder) throws IOException {
        Files.write(file(key), Lease.write(holder));
    }

    private Path file(Digest key) {
        return folder.resolve("leases").resolve(key.hex() + ".json");
    }

    private void assertScratchIsEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("tmp"))) {
            assertEquals(List.of(), entries.toList());
        }
    }
}
