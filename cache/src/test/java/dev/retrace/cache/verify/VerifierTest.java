package dev.retrace.cache.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.cache.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierTest {

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void openStore() throws IOException {
        store = Store.open(folder);
    }

    /** Two records of one output of 5 bytes, one that read 4 bytes and made 3: 12 bytes in three blobs. */
    @Test
    void aSoundStoreIsCountedByRecordsBlobsAndBytes() throws IOException {
        publish("patch", 1, "table");
        publish("patch", 2, "table");
        publishReading(store.content().put(bytes("read")).digest(), "new");
        store.content().put(bytes("no record names this"));

        AtomicLong progress = new AtomicLong();
        Verification found =
                new Verifier(store, digest -> true, (read, of) -> progress.accumulateAndGet(read, Math::max)).verify();

        assertEquals(new Verification(3, 3, 12, List.of(), 1, 0, 0), found);
        assertTrue(found.sound());
        assertEquals(12, progress.get());
    }

    @Test
    void flippedBitsMakeTheirRecordsAMissAndNoOther() throws IOException {
        ActionRecord good = publish("patch", 1, "good");
        ActionRecord bad = publish("patch", 2, "bad!");
        ActionRecord alsoBad = publish("plot", 2, "bad!");
        Path blob = damage(bad.output("table"), "baf!");

        Verification found = verify(store);

        assertEquals(1, found.findings().size());
        Finding finding = found.findings().get(0);
        assertTrue(finding.what().startsWith(blob + " does not hold the bytes that its name says"), finding.what());
        assertEquals(sorted(bad.key(), alsoBad.key()), finding.lost());
        assertEquals(List.of(good.key()), store.actions().keys());
        assertTrue(verify(store).sound(), "what is bad is aside");
        assertEquals(3, verify(store).quarantined());

        store.actions().publish(Work.record(store, "patch", 2, "bad!"));
        assertTrue(store.actions().find(bad.key()).isPresent());
    }

    @Test
    void aRecordWhoseOutputIsGoneIsNamed() throws IOException {
        ActionRecord record = publish("patch", 1, "table");
        Files.delete(store.content().path(record.output("table").digest()));

        Verification found = verify(store);

        assertEquals(List.of(record.key()), found.findings().get(0).lost());
        assertTrue(found.findings().get(0).what().contains("is not in the store any more"));
        assertTrue(verify(store).sound());
    }

    @Test
    void aTruncatedRecordIsMovedAside() throws IOException {
        ActionRecord record = publish("patch", 1, "table");
        Path file = store.actions().path(record.key());
        Files.writeString(file, Files.readString(file).substring(0, 40));

        Verification found = verify(store);

        assertEquals(List.of(new Finding(file + " is no record of its key", List.of(record.key()))), found.findings());
        assertFalse(Files.exists(file));
        assertEquals(1, verify(store).unnamed(), "its output");
    }

    @Test
    void aDamagedInputIsFoundThoughItsReaderCanBeServed() throws IOException {
        Artifact input = store.content().put(bytes("read"));
        ActionRecord reader = publishReading(input.digest(), "new");
        damage(input, "dear");

        Verification found = verify(store);

        assertEquals(List.of(), found.findings().get(0).lost());
        assertEquals(Optional.of(reader), store.actions().find(reader.key()));
    }

    /** Weights, for instance; and a log that is gone makes no miss. */
    @Test
    void whatLiesElsewhereIsNotMissed() throws IOException {
        publishReading(Digest.of("weights"), "new");

        assertTrue(verify(store).sound());
    }

    @Test
    void aSampleReadsAllRecordsButNotAllBlobs() throws IOException {
        ActionRecord one = publish("patch", 1, "one");
        publish("patch", 2, "two");
        Digest chosen = one.output("table").digest();

        Verification found = new Verifier(store, chosen::equals, (read, of) -> {}).verify();

        assertEquals(2, found.records());
        assertEquals(1, found.blobs());
    }

    @Test
    void aStoreThatIsOnlyReadIsJudgedAndLeftAsItIs() throws IOException {
        ActionRecord record = publish("patch", 1, "good");
        Path blob = damage(record.output("table"), "baad");

        Verification found = verify(Store.openReadOnly(folder));

        assertEquals(List.of(record.key()), found.findings().get(0).lost());
        assertTrue(Files.exists(blob));
        assertTrue(Files.exists(store.actions().path(record.key())));
    }

    private static Verification verify(Store store) throws IOException {
        return new Verifier(store, digest -> true, (read, of) -> {}).verify();
    }

    private ActionRecord publish(String step, int number, String output) throws IOException {
        return store.actions().publish(Work.record(store, step, number, output));
    }

    private ActionRecord publishReading(Digest input, String output) throws IOException {
        String document = "{\"inputs\":{\"x\":\"" + input + "\"},\"step\":\"reader\"}";
        TreeMap<String, Artifact> outputs = new TreeMap<>();
        outputs.put("table", store.content().put(bytes(output)));
        return store.actions().publish(Work.record(document, outputs, Work.NOON));
    }

    private Path damage(Artifact artifact, String with) throws IOException {
        Path blob = store.content().path(artifact.digest());
        Files.setPosixFilePermissions(blob, PosixFilePermissions.fromString("rw-r--r--"));
        return Files.writeString(blob, with);
    }

    private static List<Digest> sorted(Digest... digests) {
        return List.of(digests).stream().sorted().toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
