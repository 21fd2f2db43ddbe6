package dev.retrace.cache.gc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Lease;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.cache.StoreException;
import dev.retrace.cache.Work;
import dev.retrace.cache.verify.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything was made a year ago, unless a test says otherwise. */
class CollectorTest {

    private final Instant now = Instant.now();
    private final Instant lastYear = now.minus(Duration.ofDays(365));
    private static final Policy USUAL = new Policy(10, Set.of(), null, null);
    private static final Policy NOTHING = new Policy(0, Set.of(), null, null);

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void openStore() throws IOException {
        store = Store.open(folder);
    }

    @Test
    void aLookChangesNothing() throws IOException {
        ActionRecord old = publish(1, "old");

        CollectionReport report = collector(NOTHING, now).look();

        assertEquals(1, report.records().get(Verdict.GOES));
        assertEquals(0, report.taken().files());
        assertTrue(Files.exists(store.actions().path(old.key())));
        assertTrue(store.content().contains(old.output("table")));
    }

    @Test
    void whatNoKeptRunNeedsAndIsOldGoesWithItsBlobs() throws IOException {
        ActionRecord rooted = publish(1, "rooted");
        ActionRecord old = publish(2, "old");
        run(lastYear, rooted);

        CollectionReport report = collector(USUAL, now).collect(false);

        assertEquals(1, report.records().get(Verdict.ROOT));
        assertEquals(2, report.taken().files(), "a record and a blob");
        assertEquals(List.of(rooted.key()), store.actions().keys());
        assertFalse(Files.exists(store.content().path(old.output("table").digest())));
        assertClean();
    }

    @Test
    void aBlobThatAnotherRecordNamesStays() throws IOException {
        ActionRecord old = publish(1, "same");
        ActionRecord rooted = publish(2, "same");
        run(lastYear, rooted);

        collector(USUAL, now).collect(false);

        assertEquals(List.of(rooted.key()), store.actions().keys());
        assertTrue(Files.exists(store.content().path(old.output("table").digest())));
    }

    @Test
    void whatAKeptCellReadStaysSoThatItCanBeComputedAgain() throws IOException {
        Artifact shard = store.content().put(bytes("shard"));
        String document = "{\"inputs\":{\"rows\":\"" + shard.digest() + "\"},\"step\":\"patch\"}";
        SortedMap<String, Artifact> outputs = Work.outputs(store.content().put(bytes("made")));
        ActionRecord rooted = store.actions().publish(Work.record(document, outputs, lastYear));
        run(lastYear, rooted);
        age();

        collector(USUAL, now).collect(true);

        assertArrayEquals(bytes("shard"), store.content().read(shard));
    }

    @Test
    void onlySoManyOfTheNewestRunsKeepTheirs() throws IOException {
        ActionRecord first = publish(1, "first");
        ActionRecord second = publish(2, "second");
        run(lastYear, first);
        run(lastYear.plusSeconds(60), second);

        collector(new Policy(1, Set.of(), null, null), now).collect(false);

        assertEquals(List.of(second.key()), store.actions().keys());
    }

    @Test
    void pinsAndPeopleKeepRunsAndKeys() throws IOException {
        ActionRecord pinned = publish(1, "pinned");
        ActionRecord named = publish(2, "named");
        ActionRecord key = publish(3, "key");
        publish(4, "none");
        store.runs().pin(run(lastYear, pinned), true);
        String run = run(lastYear.plusSeconds(60), named);

        Policy policy = new Policy(0, Set.of(run, key.key().hex().substring(0, 8)), null, null);
        collector(policy, now).collect(false);

        assertEquals(
                sorted(pinned.key(), named.key(), key.key()), store.actions().keys());
    }

    /** Records of 3 and of 4 days ago; one was used yesterday noon. Only what is older than 2 days goes. */
    @Test
    void ageIsCountedFromTheLastUse() throws IOException {
        ActionRecord unused = publish(1, "unused", now.minus(Duration.ofDays(3)));
        ActionRecord used = publish(2, "used", now.minus(Duration.ofDays(4)));
        run(now.minus(Duration.ofHours(36)), used);

        collector(new Policy(0, Set.of(), Duration.ofDays(2), null), now).collect(false);

        assertEquals(List.of(used.key()), store.actions().keys());
        assertTrue(store.trash().batches().size() == 1 && unused.key() != null);
    }

    /** Three records of about 1 kB each with room for two: the one that was used longest ago goes. */
    @Test
    void overBudgetTheLeastRecentlyUsedGoFirst() throws IOException {
        ActionRecord a = publish(1, "a".repeat(1000), now.minus(Duration.ofDays(20)));
        ActionRecord b = publish(2, "b".repeat(1000), now.minus(Duration.ofDays(19)));
        ActionRecord c = publish(3, "c".repeat(1000), now.minus(Duration.ofDays(18)));
        run(now.minus(Duration.ofDays(17)), a);
        long room = collector(NOTHING, now).look().bytes() - 500;

        CollectionReport report =
                collector(new Policy(0, Set.of(), null, room), now).collect(false);

        assertEquals(sorted(a.key(), c.key()), store.actions().keys());
        assertEquals(2, report.records().get(Verdict.WITHIN_BUDGET));
        assertFalse(store.actions().keys().contains(b.key()));
    }

    @Test
    void rootsBeyondTheBudgetStayAndAreNamed() throws IOException {
        ActionRecord rooted = publish(1, "x".repeat(5000));
        String run = run(lastYear, rooted);

        CollectionReport report =
                collector(new Policy(1, Set.of(), null, 1000L), now).collect(false);

        assertEquals(List.of(rooted.key()), store.actions().keys());
        assertTrue(report.warnings().get(0).contains("is more than the budget of 1000"), report.warnings() + "");
        assertTrue(report.warnings().get(1).startsWith("run " + run + " alone rests on"), report.warnings() + "");
    }

    @Test
    void theYoungStayWhateverTheirRecordSays() throws IOException {
        ActionRecord fresh = store.actions().publish(Work.record(store, "patch", 1, "fresh"));
        Artifact loose = store.content().put(bytes("not named yet"));

        collector(new Policy(0, Set.of(), Duration.ZERO, 0L), now).collect(false);

        assertEquals(List.of(fresh.key()), store.actions().keys());
        assertTrue(Files.exists(store.content().path(loose.digest())));
    }

    @Test
    void looseBlobsGoAfterADay() throws IOException {
        Artifact loose = store.content().put(bytes("left by killed work"));
        age();

        collector(USUAL, now).collect(false);

        assertFalse(Files.exists(store.content().path(loose.digest())));
    }

    @Test
    void aKeyThatSomebodyComputesStays() throws IOException {
        ActionRecord old = publish(1, "old");
        try (Lease lease = store.leases().acquire(old.key()).orElseThrow()) {
            collector(NOTHING, now).collect(false);

            assertEquals(List.of(lease.key()), store.actions().keys());
        }
    }

    @Test
    void twoDoNotCollectAtOnce() throws IOException {
        Lease other = store.beginCollection().orElseThrow();

        assertThrows(StoreException.class, () -> collector(USUAL, now).collect(false));

        other.close();
        collector(USUAL, now).collect(false);
    }

    /** Its blobs go just after the run decided to serve the cell, and before anything was written about it. */
    @Test
    void aRunThatHasFoundARecordFindsItsBlobs() throws IOException {
        ActionRecord old = publish(1, "old");
        store.runs().newId(now);
        ActionRecord found = store.actions().find(old.key()).orElseThrow();

        collector(NOTHING, now).collect(true);
        assertFalse(Files.exists(store.content().path(found.output("table").digest())));
        Path lent = store.lend(found.output("table").digest());

        assertEquals("old", Files.readString(lent));
        collector(NOTHING, now.plus(Duration.ofDays(40))).collect(true);
        assertEquals("old", Files.readString(lent), "lent while the run lives");
    }

    @Test
    void whatALiveRunHasNamedStays() throws IOException {
        ActionRecord served = publish(1, "served");
        String run = store.runs().newId(lastYear);
        store.runs().write(record(run, lastYear, null, served));

        CollectionReport report = collector(NOTHING, now).collect(false);

        assertEquals(List.of(served.key()), store.actions().keys());
        assertEquals(List.of("run " + run + " is at work: all that it has used is kept"), report.warnings());
    }

    @Test
    void whatIsMissedComesBackFromTheTrash() throws IOException {
        ActionRecord old = publish(1, "old");
        collector(NOTHING, now).collect(false);
        assertEquals(List.of(), store.actions().keys());

        assertEquals(old, store.actions().find(old.key()).orElseThrow());

        assertArrayEquals(bytes("old"), store.content().read(old.output("table")));
        assertEquals(0, collector(NOTHING, now).look().trash().files());
        assertClean();
    }

    @Test
    void theTrashIsEmptiedAfterADayOrOnRequest() throws IOException {
        publish(1, "old");
        collector(NOTHING, now).collect(false);

        assertEquals(
                0,
                collector(NOTHING, now.plus(Duration.ofHours(23)))
                        .collect(false)
                        .freed());
        assertTrue(collector(NOTHING, now.plus(Duration.ofHours(25)))
                        .collect(false)
                        .freed()
                > 0);
        publish(2, "older");
        assertTrue(collector(NOTHING, now).collect(true).freed() > 0);

        assertEquals(List.of(), store.trash().batches());
    }

    @Test
    void aRecordThatCannotBeServedIsMovedAsideAndLaterDeleted() throws IOException {
        ActionRecord broken = publish(1, "broken");
        Files.delete(store.content().path(broken.output("table").digest()));
        run(lastYear, broken);

        collector(USUAL, now).collect(false);

        assertEquals(List.of(), store.actions().keys());
        assertEquals(1, store.quarantined().size());
        collector(USUAL, now).collect(false);
        assertEquals(0, store.quarantined().size());
    }

    /** The wall clock was years ahead when the record was made, and was years ahead when it was collected. */
    @Test
    void aClockThatJumpsLosesNothingThatARunNeeds() throws IOException {
        Instant future = now.plus(Duration.ofDays(4000));
        ActionRecord ahead = publish(1, "ahead", future);
        ActionRecord rooted = publish(2, "rooted");
        run(lastYear, rooted);

        collector(USUAL, now).collect(false);
        assertEquals(sorted(ahead.key(), rooted.key()), store.actions().keys(), "the future is young");
        collector(USUAL, future.plus(Duration.ofDays(4000))).collect(false);
        assertEquals(List.of(rooted.key()), store.actions().keys());
        collector(USUAL, lastYear.minus(Duration.ofDays(4000))).collect(false);

        assertTrue(store.actions().find(ahead.key()).isPresent(), "in the trash of a time to come");
        assertClean();
    }

    @Test
    void bytesAreToldByStepAndVerdict() throws IOException {
        ActionRecord rooted = publish(1, "rooted");
        publish(2, "old");
        run(lastYear, rooted);

        CollectionReport report = collector(USUAL, now).look();

        Map<Verdict, Long> patch = report.steps().getOrDefault("patch", Map.of());
        assertEquals(Set.of(Verdict.ROOT, Verdict.GOES), patch.keySet());
        assertEquals(
                report.bytes(),
                patch.values().stream().mapToLong(Long::longValue).sum());
    }

    private Collector collector(Policy policy, Instant when) {
        return new Collector(store, policy, when);
    }

    private ActionRecord publish(int number, String output) throws IOException {
        return publish(number, output, lastYear);
    }

    private ActionRecord publish(int number, String output, Instant started) throws IOException {
        SortedMap<String, Artifact> outputs = Work.outputs(store.content().put(bytes(output)));
        ActionRecord record = store.actions().publish(Work.record(Work.document("patch", number), outputs, started));
        age();
        return record;
    }

    /** Lets all files of records and blobs look as old as they are said to be. */
    private void age() throws IOException {
        for (String part : new String[] {"ac", "cas"}) {
            try (var files = Files.walk(folder.resolve(part))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.setLastModifiedTime(file, FileTime.from(lastYear));
                }
            }
        }
    }

    private String run(Instant started, ActionRecord... records) throws IOException {
        String id = store.runs().newId(started);
        store.runs().write(record(id, started, started, records));
        return id;
    }

    private static RunRecord record(String id, Instant started, @Nullable Instant finished, ActionRecord... records) {
        List<RunCell> cells = Arrays.stream(records)
                .map(record -> new RunCell("c", "c", "patch", record.key().toString(), "served", null, 0, "", "", ""))
                .toList();
        String outcome = finished == null ? "running" : "done";
        return new RunRecord(id, "paper", "paper.yaml", started, finished, outcome, new TreeMap<>(), cells);
    }

    private void assertClean() throws IOException {
        assertEquals(
                List.of(),
                new Verifier(store, digest -> true, (read, of) -> {}).verify().findings());
    }

    private static List<Digest> sorted(Digest... digests) {
        return Arrays.stream(digests).sorted().toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
