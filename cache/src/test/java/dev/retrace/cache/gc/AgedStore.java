package dev.retrace.cache.gc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store in which everything was made a year ago, unless a test says otherwise.
 *
 * @param lastYear a year before now
 */
record AgedStore(Path folder, Store store, Instant now, Instant lastYear) {

    static final Policy USUAL = new Policy(10, Set.of(), null, null);
    static final Policy NOTHING = new Policy(0, Set.of(), null, null);

    /** Opens a store in an empty folder. */
    static AgedStore open(Path folder) throws IOException {
        Instant now = Instant.now();
        return new AgedStore(folder, Store.open(folder), now, now.minus(Duration.ofDays(365)));
    }

    Collector collector(Policy policy, Instant when) {
        return new Collector(store, policy, when);
    }

    ActionRecord publish(int number, String output) throws IOException {
        return publish(number, output, lastYear);
    }

    ActionRecord publish(int number, String output, Instant started) throws IOException {
        SortedMap<String, Artifact> outputs = Work.outputs(store.content().put(bytes(output)));
        ActionRecord record = store.actions().publish(Work.record(Work.document("patch", number), outputs, started));
        age();
        return record;
    }

    /** Lets all files of records and blobs look as old as they are said to be. */
    void age() throws IOException {
        for (String part : new String[] {"ac", "cas"}) {
            try (var files = Files.walk(folder.resolve(part))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.setLastModifiedTime(file, FileTime.from(lastYear));
                }
            }
        }
    }

    String run(Instant started, ActionRecord... records) throws IOException {
        String id = store.runs().newId(started);
        store.runs().write(record(id, started, started, records));
        return id;
    }

    static RunRecord record(String id, Instant started, @Nullable Instant finished, ActionRecord... records) {
        List<RunCell> cells = Arrays.stream(records)
                .map(record -> new RunCell("c", "c", "patch", record.key().toString(), "served", null, 0, "", "", ""))
                .toList();
        String outcome = finished == null ? "running" : "done";
        return new RunRecord(id, "paper", "paper.yaml", started, finished, outcome, new TreeMap<>(), cells);
    }

    void assertClean() throws IOException {
        assertEquals(
                List.of(),
                new Verifier(store, digest -> true, (read, of) -> {}).verify().findings());
    }

    static List<Digest> sorted(Digest... digests) {
        return Arrays.stream(digests).sorted().toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
