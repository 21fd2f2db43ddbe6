package dev.retrace.cache.gc;

import static dev.retrace.cache.gc.AgedStore.NOTHING;
import static dev.retrace.cache.gc.AgedStore.USUAL;
import static dev.retrace.cache.gc.AgedStore.bytes;
import static dev.retrace.cache.gc.AgedStore.record;
import static dev.retrace.cache.gc.AgedStore.sorted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Lease;
import dev.retrace.cache.StoreException;
import dev.retrace.cache.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is collected beside others who work, or by mistake, is not lost. */
class CollectorSafetyTest {

    @TempDir
    Path folder;

    private AgedStore aged;

    @BeforeEach
    void openStore() throws IOException {
        aged = AgedStore.open(folder);
    }

    @Test
    void theYoungStayWhateverTheirRecordSays() throws IOException {
        ActionRecord fresh = aged.store().actions().publish(Work.record(aged.store(), "patch", 1, "fresh"));
        Artifact loose = aged.store().content().put(bytes("not named yet"));

        aged.collector(new Policy(0, Set.of(), Duration.ZERO, 0L), aged.now()).collect(false);

        assertEquals(List.of(fresh.key()), aged.store().actions().keys());
        assertTrue(Files.exists(aged.store().content().path(loose.digest())));
    }

    @Test
    void aKeyThatSomebodyComputesStays() throws IOException {
        ActionRecord old = aged.publish(1, "old");
        try (Lease lease = aged.store().leases().acquire(old.key()).orElseThrow()) {
            aged.collector(NOTHING, aged.now()).collect(false);

            assertEquals(List.of(lease.key()), aged.store().actions().keys());
        }
    }

    @Test
    void twoDoNotCollectAtOnce() throws IOException {
        Lease other = aged.store().beginCollection().orElseThrow();

        assertThrows(
                StoreException.class, () -> aged.collector(USUAL, aged.now()).collect(false));

        other.close();
        aged.collector(USUAL, aged.now()).collect(false);
    }

    /** Its blobs go just after the run decided to serve the cell, and before anything was written about it. */
    @Test
    void aRunThatHasFoundARecordFindsItsBlobs() throws IOException {
        ActionRecord old = aged.publish(1, "old");
        aged.store().runs().newId(aged.now());
        ActionRecord found = aged.store().actions().find(old.key()).orElseThrow();

        aged.collector(NOTHING, aged.now()).collect(true);
        assertFalse(
                Files.exists(aged.store().content().path(found.output("table").digest())));
        Path lent = aged.store().lend(found.output("table").digest());

        assertEquals("old", Files.readString(lent));
        aged.collector(NOTHING, aged.now().plus(Duration.ofDays(40))).collect(true);
        assertEquals("old", Files.readString(lent), "lent while the run lives");
    }

    @Test
    void whatALiveRunHasNamedStays() throws IOException {
        ActionRecord served = aged.publish(1, "served");
        String run = aged.store().runs().newId(aged.lastYear());
        aged.store().runs().write(record(run, aged.lastYear(), null, served));

        CollectionReport report = aged.collector(NOTHING, aged.now()).collect(false);

        assertEquals(List.of(served.key()), aged.store().actions().keys());
        assertEquals(List.of("run " + run + " is at work: all that it has used is kept"), report.warnings());
    }

    @Test
    void whatIsMissedComesBackFromTheTrash() throws IOException {
        ActionRecord old = aged.publish(1, "old");
        aged.collector(NOTHING, aged.now()).collect(false);
        assertEquals(List.of(), aged.store().actions().keys());

        assertEquals(old, aged.store().actions().find(old.key()).orElseThrow());

        assertArrayEquals(bytes("old"), aged.store().content().read(old.output("table")));
        assertEquals(0, aged.collector(NOTHING, aged.now()).look().trash().files());
        aged.assertClean();
    }

    @Test
    void theTrashIsEmptiedAfterADayOrOnRequest() throws IOException {
        aged.publish(1, "old");
        aged.collector(NOTHING, aged.now()).collect(false);

        assertEquals(
                0,
                aged.collector(NOTHING, aged.now().plus(Duration.ofHours(23)))
                        .collect(false)
                        .freed());
        assertTrue(aged.collector(NOTHING, aged.now().plus(Duration.ofHours(25)))
                        .collect(false)
                        .freed()
                > 0);
        aged.publish(2, "older");
        assertTrue(aged.collector(NOTHING, aged.now()).collect(true).freed() > 0);

        assertEquals(List.of(), aged.store().trash().batches());
    }

    @Test
    void aRecordThatCannotBeServedIsMovedAsideAndLaterDeleted() throws IOException {
        ActionRecord broken = aged.publish(1, "broken");
        Files.delete(aged.store().content().path(broken.output("table").digest()));
        aged.run(aged.lastYear(), broken);

        aged.collector(USUAL, aged.now()).collect(false);

        assertEquals(List.of(), aged.store().actions().keys());
        assertEquals(1, aged.store().quarantined().size());
        aged.collector(USUAL, aged.now()).collect(false);
        assertEquals(0, aged.store().quarantined().size());
    }

    /** The wall clock was years ahead when the record was made, and was years ahead when it was collected. */
    @Test
    void aClockThatJumpsLosesNothingThatARunNeeds() throws IOException {
        Instant future = aged.now().plus(Duration.ofDays(4000));
        ActionRecord ahead = aged.publish(1, "ahead", future);
        ActionRecord rooted = aged.publish(2, "rooted");
        aged.run(aged.lastYear(), rooted);

        aged.collector(USUAL, aged.now()).collect(false);
        assertEquals(sorted(ahead.key(), rooted.key()), aged.store().actions().keys(), "the future is young");
        aged.collector(USUAL, future.plus(Duration.ofDays(4000))).collect(false);
        assertEquals(List.of(rooted.key()), aged.store().actions().keys());
        aged.collector(USUAL, aged.lastYear().minus(Duration.ofDays(4000))).collect(false);

        assertTrue(aged.store().actions().find(ahead.key()).isPresent(), "in the trash of a time to come");
        aged.assertClean();
    }
}
