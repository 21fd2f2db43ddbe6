package dev.retrace.cache.gc;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.cache.disk.StoredFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What lies in a store.
 *
 * @param records by key
 * @param blobs by digest
 * @param unusable keys whose records cannot be read, or lack an output
 */
record Inventory(List<StoredRecord> records, SortedMap<Digest, StoredFile> blobs, List<Digest> unusable) {

    Inventory {
        records = List.copyOf(records);
        unusable = List.copyOf(unusable);
    }

    /** Blobs first: what is written later is not in the list, and so not in danger. */
    static Inventory of(Store store, RunUse runs) throws IOException {
        SortedMap<Digest, StoredFile> blobs = store.content().blobs();
        List<StoredRecord> records = new ArrayList<>();
        List<Digest> unusable = new ArrayList<>();
        for (Digest key : store.actions().keys()) {
            Optional<StoredFile> file = StoredFile.of(store.actions().path(key));
            Optional<ActionRecord> record = store.actions().read(key);
            if (file.isPresent() && record.isPresent() && isServable(record.get(), blobs, store)) {
                records.add(stored(record.get(), file.get(), runs));
            } else if (file.isPresent()) {
                unusable.add(key);
            }
        }
        return new Inventory(records, blobs, unusable);
    }

    /** Digests that a record needs to be served, shown and computed again. */
    static SortedSet<Digest> made(ActionRecord record) {
        SortedSet<Digest> made = new TreeSet<>();
        record.outputs().values().forEach(output -> made.add(output.digest()));
        if (record.log() != null) {
            made.add(record.log().digest());
        }
        return made;
    }

    private static boolean isServable(ActionRecord record, Map<Digest, StoredFile> blobs, Store store) {
        boolean listed = record.outputs().values().stream().allMatch(output -> blobs.containsKey(output.digest()));
        return listed || store.actions().isServable(record); // published since the list was made
    }

    private static StoredRecord stored(ActionRecord record, StoredFile file, RunUse runs) {
        Instant used = runs.lastUse(record.key()).orElse(record.started());
        String step = CanonicalJson.read(record.keyDocument()).path("step").asString("");
        return new StoredRecord(record.key(), step, file, made(record), record.inputs(), used);
    }
}
