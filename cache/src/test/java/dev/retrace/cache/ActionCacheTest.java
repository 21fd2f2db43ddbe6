package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionCacheTest {

    @TempDir
    Path folder;

    private Store store;
    private ActionCache actions;

    @BeforeEach
    void openStore() throws IOException {
        store = Store.open(folder);
        actions = store.actions();
    }

    @Test
    void publishedWorkIsFoundByItsKey() throws IOException {
        ActionRecord record = Work.record(store, "patch", 1, "table");

        assertEquals(Optional.empty(), actions.find(record.key()));
        assertEquals(record, actions.publish(record));

        assertEquals(Optional.of(record), Store.open(folder).actions().find(record.key()));
        assertEquals(List.of(record.key()), actions.keys());
    }

    @Test
    void theFirstWriterWins() throws IOException {
        ActionRecord first = actions.publish(Work.record(store, "patch", 1, "first"));
        ActionRecord second = Work.record(store, "patch", 1, "second");

        assertEquals(first, actions.publish(second));
        assertEquals(Optional.of(first), actions.find(second.key()));
    }

    @Test
    void aRecordWithoutItsOutputsIsNotPublished() {
        Artifact never = new Artifact(Digest.of("never"), 5);
        ActionRecord record = Work.record(Work.document("patch", 1), Work.outputs(never), Work.NOON);

        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> actions.publish(record));

        assertTrue(String.valueOf(refusal.getMessage()).contains("output 'table'"));
    }

    @Test
    void aRecordWithoutItsLogIsNotPublished() throws IOException {
        ActionRecord record = withLog(Work.record(store, "patch", 1, "table"), new Artifact(Digest.of("never"), 5));

        assertThrows(IllegalStateException.class, () -> actions.publish(record));
    }

    @Test
    void aLogThatIsGoneDoesNotMakeAMiss() throws IOException {
        Artifact log = store.content().put(new byte[] {1});
        ActionRecord record = actions.publish(withLog(Work.record(store, "patch", 1, "table"), log));

        Files.delete(store.content().path(log.digest()));

        assertEquals(Optional.of(record), actions.find(record.key()));
    }

    @Test
    void aRecordWhoseOutputIsGoneIsAMissAndIsReplaced() throws IOException {
        ActionRecord first = actions.publish(Work.record(store, "patch", 1, "first"));
        Files.delete(store.content().path(first.output("table").digest()));
        assertEquals(Optional.empty(), actions.find(first.key()));
        ActionRecord second = Work.record(store, "patch", 1, "second");

        assertEquals(second, actions.publish(second));

        assertEquals(Optional.of(second), actions.find(first.key()));
    }

    @Test
    void atWhateverByteARecordEndsItIsAMissAndIsReplaced() throws IOException {
        ActionRecord record = actions.publish(Work.record(store, "patch", 1, "table"));
        Path file = fileOf(record);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertEquals(Optional.empty(), actions.find(record.key()), "cut at " + length);
        }

        actions.publish(record);

        assertEquals(Optional.of(record), actions.find(record.key()));
    }

    @Test
    void aRecordUnderAnotherKeyIsAMiss() throws IOException {
        ActionRecord record = actions.publish(Work.record(store, "patch", 1, "table"));
        Digest other = Work.key("patch", 2);
        Path misplaced = folder.resolve("ac/" + other.hex().substring(0, 2) + "/" + other.hex() + ".json");
        Files.createDirectories(misplaced.getParent());
        Files.copy(fileOf(record), misplaced);

        assertEquals(Optional.empty(), actions.find(other));
    }

    @Test
    void strangeFilesAreNoKeys() throws IOException {
        ActionRecord record = actions.publish(Work.record(store, "patch", 1, "table"));
        Files.writeString(fileOf(record).resolveSibling("notes.txt"), "");
        Files.writeString(folder.resolve("ac/README"), "");

        assertEquals(List.of(record.key()), actions.keys());
    }

    @Test
    void removedWorkIsForgotten() throws IOException {
        ActionRecord record = actions.publish(Work.record(store, "patch", 1, "table"));

        actions.remove(record.key());
        actions.remove(record.key());

        assertEquals(List.of(), actions.keys());
        try (Stream<Path> scratch = Files.list(folder.resolve("tmp"))) {
            assertEquals(0, scratch.count());
        }
    }

    @Test
    void recordsSurviveJson() throws IOException {
        ActionRecord record = withLog(Work.record(store, "patch", 1, "table"), new Artifact(Digest.of("log"), 3));

        assertEquals(record, ActionRecord.fromJson(record.toJson()));
        assertEquals(
                record,
                ActionRecord.fromJson("{\"later\":[1]," + record.toJson().substring(1)));
    }

    @Test
    void aKeyThatIsNotOfItsDocumentIsRefused() {
        Digest other = Digest.of("other");

        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new ActionRecord(other, "{}", new TreeMap<>(), Work.NOON, 0, new TreeMap<>(), 1, null));

        assertEquals(
                "a record's key is the SHA-256 of its key document, " + Digest.of("{}") + ", but was given " + other,
                refusal.getMessage());
    }

    private Path fileOf(ActionRecord record) {
        String hex = record.key().hex();
        return folder.resolve("ac").resolve(hex.substring(0, 2)).resolve(hex + ".json");
    }

    private static ActionRecord withLog(ActionRecord record, Artifact log) {
        return new ActionRecord(
                record.key(),
                record.keyDocument(),
                record.outputs(),
                record.started(),
                record.millis(),
                record.environment(),
                record.attempt(),
                log);
    }
}
