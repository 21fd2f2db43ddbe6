package dev.retrace.cache.gc;

import dev.retrace.cache.Digest;
import dev.retrace.cache.disk.StoredFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a collection would do, and why: a pure function of what lies there, what runs say, and the
 * policy.
 *
 * @param verdicts what becomes of each record, in the order in which they would be given up
 * @param unnamed blobs that no remaining record names and that are old enough to go
 * @param bytes of all records and blobs
 * @param rootBytes of what is kept whatever the budget is
 */
record CollectionPlan(
        Map<StoredRecord, Verdict> verdicts, Map<Digest, StoredFile> unnamed, long bytes, long rootBytes) {

    /** What is younger may be about to be named by a record, or read by somebody without a run. */
    static final Duration GRACE = Duration.ofDays(1);

    CollectionPlan {
        verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
        unnamed = Collections.unmodifiableMap(new LinkedHashMap<>(unnamed));
    }

    /** What is decided upon, besides what lies there. */
    record Circumstances(
            Policy policy, Set<Digest> roots, @Nullable Instant oldestLiving, Instant now) {

        /** What was wanted after this stays. */
        Instant youngSince() {
            Instant grace = now.minus(GRACE);
            return oldestLiving != null && oldestLiving.isBefore(grace) ? oldestLiving : grace;
        }

        private @Nullable Instant goesBefore() {
            Duration age = policy.maxAge() == null && policy.maxBytes() == null ? Policy.USUAL_AGE : policy.maxAge();
            return age == null ? null : now.minus(age);
        }

        private boolean isRoot(StoredRecord record) {
            return roots.contains(record.key())
                    || policy.keep().stream()
                            .map(wanted -> wanted.replaceFirst("^sha256:", ""))
                            .anyMatch(record.key().hex()::startsWith);
        }
    }

    static CollectionPlan of(Inventory inventory, Circumstances circumstances) {
        Balance balance = new Balance(inventory);
        Map<StoredRecord, Verdict> verdicts = new LinkedHashMap<>();
        List<StoredRecord> optional = new ArrayList<>();
        for (StoredRecord record : inventory.records()) {
            if (circumstances.isRoot(record)) {
                verdicts.put(record, Verdict.ROOT);
            } else if (isYoung(record, circumstances)) {
                verdicts.put(record, Verdict.YOUNG);
            } else {
                optional.add(record);
            }
        }
        long rootBytes = balance.bytesOf(verdicts.keySet());
        optional.sort(Comparator.comparing(StoredRecord::used).thenComparing(StoredRecord::key));
        Instant goesBefore = circumstances.goesBefore();
        Long most = circumstances.policy().maxBytes();
        dropUnnamed(inventory, balance, circumstances);
        for (StoredRecord record : optional) {
            boolean tooOld = goesBefore != null && record.used().isBefore(goesBefore);
            boolean tooMuch = most != null && balance.bytes() > most;
            verdicts.put(record, tooOld || tooMuch ? Verdict.GOES : Verdict.WITHIN_BUDGET);
            if (tooOld || tooMuch) {
                balance.remove(record);
            }
        }
        return new CollectionPlan(
                verdicts, unnamed(inventory, balance, circumstances), new Balance(inventory).bytes(), rootBytes);
    }

    /** Bytes by step and verdict, the blobs of a record counted once: for the record that is kept most surely. */
    SortedMap<String, Map<Verdict, Long>> bytesByStep(Inventory inventory) {
        SortedMap<String, Map<Verdict, Long>> table = new TreeMap<>();
        Set<Digest> counted = new HashSet<>();
        for (Verdict verdict : Verdict.values()) {
            verdicts.forEach((record, its) -> {
                if (its == verdict) {
                    long bytes = record.file().size();
                    for (Digest need : record.needs()) {
                        StoredFile blob = inventory.blobs().get(need);
                        bytes += blob != null && counted.add(need) ? blob.size() : 0;
                    }
                    table.computeIfAbsent(record.step(), step -> new EnumMap<>(Verdict.class))
                            .merge(verdict, bytes, Long::sum);
                }
            });
        }
        return table;
    }

    /** The records to go, the least recently used first. */
    List<StoredRecord> going() {
        return verdicts.entrySet().stream()
                .filter(entry -> entry.getValue() == Verdict.GOES)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isYoung(StoredRecord record, Circumstances circumstances) {
        return !record.used().isBefore(circumstances.youngSince())
                || !record.file().touched().isBefore(circumstances.youngSince());
    }

    /** Blobs that nobody names go first, whatever the budget. */
    private static void dropUnnamed(Inventory inventory, Balance balance, Circumstances circumstances) {
        unnamed(inventory, balance, circumstances).values().forEach(blob -> balance.drop(blob.size()));
    }

    private static Map<Digest, StoredFile> unnamed(Inventory inventory, Balance balance, Circumstances circumstances) {
        Map<Digest, StoredFile> unnamed = new LinkedHashMap<>();
        inventory.blobs().forEach((digest, blob) -> {
            if (!balance.isNamed(digest) && blob.touched().isBefore(circumstances.youngSince())) {
                unnamed.put(digest, blob);
            }
        });
        return unnamed;
    }

    /** How much is left, and who needs it. Mutable. */
    private static final class Balance {

        private final Inventory inventory;
        private final Map<Digest, Integer> names = new HashMap<>();
        private long bytes;

        Balance(Inventory inventory) {
            this.inventory = inventory;
            inventory.blobs().values().forEach(blob -> bytes += blob.size());
            for (StoredRecord record : inventory.records()) {
                bytes += record.file().size();
                record.needs().forEach(need -> names.merge(need, 1, Integer::sum));
            }
        }

        long bytes() {
            return bytes;
        }

        void drop(long size) {
            bytes -= size;
        }

        boolean isNamed(Digest digest) {
            return names.getOrDefault(digest, 0) > 0;
        }

        void remove(StoredRecord record) {
            bytes -= record.file().size();
            for (Digest need : record.needs()) {
                if (Objects.requireNonNull(names.merge(need, -1, Integer::sum)) == 0) {
                    StoredFile blob = inventory.blobs().get(need);
                    bytes -= blob == null ? 0 : blob.size();
                }
            }
        }

        long bytesOf(Set<StoredRecord> records) {
            Set<Digest> needed = new HashSet<>();
            long sum = 0;
            for (StoredRecord record : records) {
                sum += record.file().size();
                needed.addAll(record.needs());
            }
            for (Digest need : needed) {
                StoredFile blob = inventory.blobs().get(need);
                sum += blob == null ? 0 : blob.size();
            }
            return sum;
        }
    }
}
