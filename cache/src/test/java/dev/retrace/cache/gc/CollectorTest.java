package dev.retrace.cache.gc;

import static dev.retrace.cache.gc.AgedStore.NOTHING;
import static dev.retrace.cache.gc.AgedStore.USUAL;
import static dev.retrace.cache.gc.AgedStore.bytes;
import static dev.retrace.cache.gc.AgedStore.sorted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes and what stays. Everything was made a year ago, unless a test says otherwise. */
class CollectorTest {

    @TempDir
    Path folder;

    private AgedStore aged;

    @BeforeEach
    void openStore() throws IOException {
        aged = AgedStore.open(folder);
    }

    @Test
    void aLookChangesNothing() throws IOException {
        ActionRecord old = aged.publish(1, "old");

        CollectionReport report = aged.collector(NOTHING, aged.now()).look();

        assertEquals(1, report.records().get(Verdict.GOES));
        assertEquals(0, report.taken().files());
        assertTrue(Files.exists(aged.store().actions().path(old.key())));
        assertTrue(aged.store().content().contains(old.output("table")));
    }

    @Test
    void whatNoKeptRunNeedsAndIsOldGoesWithItsBlobs() throws IOException {
        ActionRecord rooted = aged.publish(1, "rooted");
        ActionRecord old = aged.publish(2, "old");
        aged.run(aged.lastYear(), rooted);

        CollectionReport report = aged.collector(USUAL, aged.now()).collect(false);

        assertEquals(1, report.records().get(Verdict.ROOT));
        assertEquals(2, report.taken().files(), "a record and a blob");
        assertEquals(List.of(rooted.key()), aged.store().actions().keys());
        assertFalse(Files.exists(aged.store().content().path(old.output("table").digest())));
        aged.assertClean();
    }

    @Test
    void aBlobThatAnotherRecordNamesStays() throws IOException {
        ActionRecord old = aged.publish(1, "same");
        ActionRecord rooted = aged.publish(2, "same");
        aged.run(aged.lastYear(), rooted);

        aged.collector(USUAL, aged.now()).collect(false);

        assertEquals(List.of(rooted.key()), aged.store().actions().keys());
        assertTrue(Files.exists(aged.store().content().path(old.output("table").digest())));
    }

    @Test
    void whatAKeptCellReadStaysSoThatItCanBeComputedAgain() throws IOException {
        Artifact shard = aged.store().content().put(bytes("shard"));
        String document = "{\"inputs\":{\"rows\":\"" + shard.digest() + "\"},\"step\":\"patch\"}";
        SortedMap<String, Artifact> outputs =
                Work.outputs(aged.store().content().put(bytes("made")));
        ActionRecord rooted = aged.store().actions().publish(Work.record(document, outputs, aged.lastYear()));
        aged.run(aged.lastYear(), rooted);
        aged.age();

        aged.collector(USUAL, aged.now()).collect(true);

        assertArrayEquals(bytes("shard"), aged.store().content().read(shard));
    }

    @Test
    void onlySoManyOfTheNewestRunsKeepTheirs() throws IOException {
        ActionRecord first = aged.publish(1, "first");
        ActionRecord second = aged.publish(2, "second");
        aged.run(aged.lastYear(), first);
        aged.run(aged.lastYear().plusSeconds(60), second);

        aged.collector(new Policy(1, Set.of(), null, null), aged.now()).collect(false);

        assertEquals(List.of(second.key()), aged.store().actions().keys());
    }

    @Test
    void pinsAndPeopleKeepRunsAndKeys() throws IOException {
        ActionRecord pinned = aged.publish(1, "pinned");
        ActionRecord named = aged.publish(2, "named");
        ActionRecord key = aged.publish(3, "key");
        aged.publish(4, "none");
        aged.store().runs().pin(aged.run(aged.lastYear(), pinned), true);
        String run = aged.run(aged.lastYear().plusSeconds(60), named);

        Policy policy = new Policy(0, Set.of(run, key.key().hex().substring(0, 8)), null, null);
        aged.collector(policy, aged.now()).collect(false);

        assertEquals(
                sorted(pinned.key(), named.key(), key.key()),
                aged.store().actions().keys());
    }

    /** Records of 3 and of 4 days ago; one was used yesterday noon. Only what is older than 2 days goes. */
    @Test
    void ageIsCountedFromTheLastUse() throws IOException {
        ActionRecord unused = aged.publish(1, "unused", aged.now().minus(Duration.ofDays(3)));
        ActionRecord used = aged.publish(2, "used", aged.now().minus(Duration.ofDays(4)));
        aged.run(aged.now().minus(Duration.ofHours(36)), used);

        aged.collector(new Policy(0, Set.of(), Duration.ofDays(2), null), aged.now())
                .collect(false);

        assertEquals(List.of(used.key()), aged.store().actions().keys());
        assertTrue(aged.store().trash().batches().size() == 1 && unused.key() != null);
    }

    /** Three records of about 1 kB each with room for two: the one that was used longest ago goes. */
    @Test
    void overBudgetTheLeastRecentlyUsedGoFirst() throws IOException {
        ActionRecord a = aged.publish(1, "a".repeat(1000), aged.now().minus(Duration.ofDays(20)));
        ActionRecord b = aged.publish(2, "b".repeat(1000), aged.now().minus(Duration.ofDays(19)));
        ActionRecord c = aged.publish(3, "c".repeat(1000), aged.now().minus(Duration.ofDays(18)));
        aged.run(aged.now().minus(Duration.ofDays(17)), a);
        long room = aged.collector(NOTHING, aged.now()).look().bytes() - 500;

        CollectionReport report =
                aged.collector(new Policy(0, Set.of(), null, room), aged.now()).collect(false);

        assertEquals(sorted(a.key(), c.key()), aged.store().actions().keys());
        assertEquals(2, report.records().get(Verdict.WITHIN_BUDGET));
        assertFalse(aged.store().actions().keys().contains(b.key()));
    }

    @Test
    void rootsBeyondTheBudgetStayAndAreNamed() throws IOException {
        ActionRecord rooted = aged.publish(1, "x".repeat(5000));
        String run = aged.run(aged.lastYear(), rooted);

        CollectionReport report =
                aged.collector(new Policy(1, Set.of(), null, 1000L), aged.now()).collect(false);

        assertEquals(List.of(rooted.key()), aged.store().actions().keys());
        assertTrue(report.warnings().get(0).contains("is more than the budget of 1000"), report.warnings() + "");
        assertTrue(report.warnings().get(1).startsWith("run " + run + " alone rests on"), report.warnings() + "");
    }

    @Test
    void looseBlobsGoAfterADay() throws IOException {
        Artifact loose = aged.store().content().put(bytes("left by killed work"));
        aged.age();

        aged.collector(USUAL, aged.now()).collect(false);

        assertFalse(Files.exists(aged.store().content().path(loose.digest())));
    }

    @Test
    void bytesAreToldByStepAndVerdict() throws IOException {
        ActionRecord rooted = aged.publish(1, "rooted");
        aged.publish(2, "old");
        aged.run(aged.lastYear(), rooted);

        CollectionReport report = aged.collector(USUAL, aged.now()).look();

        Map<Verdict, Long> patch = report.steps().getOrDefault("patch", Map.of());
        assertEquals(Set.of(Verdict.ROOT, Verdict.GOES), patch.keySet());
        assertEquals(
                report.bytes(),
                patch.values().stream().mapToLong(Long::longValue).sum());
    }
}
