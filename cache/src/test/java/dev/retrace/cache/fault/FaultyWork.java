package dev.retrace.cache.fault;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Lease;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.cache.Work;
import dev.retrace.cache.bundle.BundleReader;
import dev.retrace.cache.bundle.BundleWriter;
import dev.retrace.cache.gc.Collector;
import dev.retrace.cache.gc.Policy;
import dev.retrace.cache.index.Index;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a store does, once, and as often as it is called. Arguments: a folder, and whether to use the
 * index. Says which keys are published.
 */
public final class FaultyWork {

    private static final String BROKEN = Work.document("broken", 1);

    private FaultyWork() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Store store = Store.open(folder.resolve("store"));
        store.recover();
        if (arguments[1].equals("index")) {
            index(store);
        } else {
            workAndSend(store, folder);
        }
    }

    private static void workAndSend(Store store, Path folder) throws IOException {
        List<ActionRecord> records = new ArrayList<>(List.of(compute(store, Work.document("sound", 1))));
        damage(store, Digest.of(BROKEN));
        records.add(compute(store, BROKEN));
        String run = run(store, records);
        Path bundle = folder.resolve("run.tar");
        new BundleWriter(store).write(run, bundle);
        Store other = Store.open(folder.resolve("other"));
        other.recover();
        new BundleReader(other).read(bundle);
        forgetAndRemember(store, records);
    }

    /** Computes a key under its lease, unless it is known. */
    private static ActionRecord compute(Store store, String document) throws IOException {
        Digest key = Digest.of(document);
        try (Lease lease = store.leases().acquire(key).orElseThrow()) {
            store.content().put(("read by " + document).getBytes(StandardCharsets.UTF_8));
            Path scratch = store.newScratch();
            Path file = Files.writeString(scratch.resolve("table"), "made by " + document);
            SortedMap<String, Artifact> outputs = Work.outputs(store.content().move(file));
            ActionRecord record = store.actions().publish(Work.record(document, outputs, Work.NOON));
            Files.delete(scratch);
            System.out.println(lease.key());
            return record;
        }
    }

    /** As after a bad disk: what lies under the key is no record. */
    private static void damage(Store store, Digest key) throws IOException {
        if (store.actions().find(key).isEmpty()) {
            Files.createDirectories(store.actions().path(key).resolveSibling(""));
            Files.writeString(store.actions().path(key), "{");
        }
    }

    private static String run(Store store, List<ActionRecord> records) throws IOException {
        String id = store.runs().newId(Instant.now());
        List<RunCell> cells = records.stream()
                .map(record ->
                        new RunCell("cell", "cell", "work", record.key().toString(), "served", null, 0, "", "", ""))
                .toList();
        Instant now = Instant.now();
        store.runs().write(new RunRecord(id, "faults", "f.yaml", now, null, "running", new TreeMap<>(), cells));
        store.runs().write(new RunRecord(id, "faults", "f.yaml", now, now, "done", new TreeMap<>(), cells));
        return id;
    }

    /** A hundred days later nothing is needed any more; but then it is, after all. */
    private static void forgetAndRemember(Store store, List<ActionRecord> records) throws IOException {
        Instant later = Instant.now().plus(Duration.ofDays(100));
        new Collector(store, new Policy(0, Set.of(), null, null), later).collect(false);
        for (ActionRecord record : records) {
            if (store.actions().find(record.key()).isEmpty()) {
                throw new IllegalStateException(record.key() + " cannot be brought back");
            }
        }
    }

    private static void index(Store store) throws IOException {
        for (int number = 1; number <= 2; number++) {
            ActionRecord record = store.actions().publish(Work.record(store, "indexed", number, "" + number));
            System.out.println(record.key());
            try (Index index = Index.open(store, Duration.ofSeconds(10)).orElseThrow()) {
                index.catchUp();
                if (index.keyDocuments("indexed", 9).size() < number) {
                    throw new IllegalStateException("the index does not know all records");
                }
            }
        }
    }
}
