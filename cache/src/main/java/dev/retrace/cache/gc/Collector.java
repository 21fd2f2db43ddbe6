package dev.retrace.cache.gc;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Lease;
import dev.retrace.cache.Store;
import dev.retrace.cache.StoreException;
import dev.retrace.cache.disk.AtomicFiles;
import dev.retrace.cache.disk.StoredFile;
import dev.retrace.cache.disk.Trash;
import dev.retrace.cache.fault.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Collects the garbage of a store: decides what may go, and takes it out of use. Several may use the
 * store meanwhile; only one collects.
 */
public final class Collector {

    /** How long what was taken lies in the trash. */
    static final Duration TRASH_AGE = Duration.ofDays(1);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-nnnnnnnnn").withZone(ZoneOffset.UTC);

    private final Store store;
    private final Policy policy;
    private final Instant now;

    /** @param now the caller's clock, so that a test can choose it */
    public Collector(Store store, Policy policy, Instant now) {
        this.store = store;
        this.policy = policy;
        this.now = now;
    }

    /** What a collection would do; nothing is changed. */
    public CollectionReport look() throws IOException {
        Survey survey = survey();
        return report(survey, new Taken(0, 0, 0, 0));
    }

    /**
     * Takes what may go out of use, and deletes what earlier collections took long enough ago.
     *
     * @param emptyTrash delete all of it that no live run may need, however lately it was taken
     * @throws StoreException if another collects
     */
    public CollectionReport collect(boolean emptyTrash) throws IOException {
        store.recover();
        Survey survey = survey();
        // Not before: whoever opens what a cell reads waits for the end of it.
        Lease right = store.beginCollection().orElseThrow(() -> StoreException.collectionUnderWay(store.root()));
        try {
            Taken taken = take(survey);
            for (StoredFile bad : survey.quarantined()) {
                Files.deleteIfExists(bad.path());
            }
            return report(survey, taken.freeing(purge(emptyTrash)));
        } finally {
            right.close();
        }
    }

    private record Survey(
            RunUse runs, Inventory inventory, CollectionPlan plan, List<StoredFile> quarantined, Instant youngSince) {}

    private record Taken(long records, long blobs, long bytes, long freed) {

        Taken freeing(long more) {
            return new Taken(records, blobs, bytes, freed + more);
        }
    }

    private Survey survey() throws IOException {
        RunUse runs = RunUse.of(store, policy, now);
        Inventory inventory = Inventory.of(store, runs);
        Set<Digest> roots = new HashSet<>(store.busy());
        runs.kept().values().forEach(roots::addAll);
        CollectionPlan.Circumstances circumstances =
                new CollectionPlan.Circumstances(policy, roots, runs.oldestLiving(), now);
        Instant youngSince = circumstances.youngSince();
        List<StoredFile> quarantined = store.quarantined().stream()
                .filter(file -> !file.touched().isAfter(youngSince))
                .toList();
        return new Survey(runs, inventory, CollectionPlan.of(inventory, circumstances), quarantined, youngSince);
    }

    private Taken take(Survey survey) throws IOException {
        String batch = TIME.format(now);
        Set<Path> folders = new HashSet<>();
        List<StoredFile> records = new ArrayList<>();
        for (Digest key : survey.inventory().unusable()) {
            store.actions().quarantine(key);
        }
        for (StoredRecord record : survey.plan().going()) {
            if (take(batch, record.file().path(), survey.youngSince(), folders)) {
                records.add(record.file());
            }
        }
        settle(batch, folders);
        FaultPoint.RECORDS_TRASHED.reached();
        List<StoredFile> blobs = new ArrayList<>();
        for (StoredFile blob : unnamed(survey)) {
            if (take(batch, blob.path(), survey.youngSince(), folders)) {
                blobs.add(blob);
            }
        }
        settle(batch, folders);
        return new Taken(records.size(), blobs.size(), bytes(records) + bytes(blobs), 0);
    }

    /** Looks at all records again: some stayed since somebody wanted them, others are new. */
    private List<StoredFile> unnamed(Survey survey) throws IOException {
        Map<Digest, StoredFile> unnamed = new LinkedHashMap<>(survey.plan().unnamed());
        Set<Digest> known = new HashSet<>();
        for (StoredRecord record : survey.inventory().records()) {
            known.add(record.key());
            if (Files.exists(record.file().path())) {
                unnamed.keySet().removeAll(record.needs());
            }
        }
        for (Digest key : store.actions().keys()) {
            Optional<ActionRecord> fresh =
                    known.contains(key) ? Optional.empty() : store.actions().read(key);
            if (fresh.isPresent()) {
                unnamed.keySet().removeAll(Inventory.made(fresh.get()));
                unnamed.keySet().removeAll(fresh.get().inputs());
            }
        }
        return List.copyOf(unnamed.values());
    }

    /** Takes a file unless somebody wants it, also if that shows only after it was taken. */
    private boolean take(String batch, Path file, Instant youngSince, Set<Path> folders) throws IOException {
        try {
            if (isYoung(file, youngSince)) {
                return false;
            }
            Path taken = store.trash().take(batch, file);
            if (isYoung(taken, youngSince)) {
                store.trash().restore(file);
                return false;
            }
            folders.add(file.resolveSibling(""));
            return true;
        } catch (NoSuchFileException gone) {
            return false; // another removed it
        }
    }

    private static boolean isYoung(Path file, Instant youngSince) throws IOException {
        Instant touched = Files.getLastModifiedTime(file).toInstant();
        return !touched.isBefore(youngSince);
    }

    private void settle(String batch, Set<Path> folders) throws IOException {
        for (Path folder : folders) {
            AtomicFiles.force(folder);
        }
        folders.clear();
        store.trash().force(batch);
    }

    /**
     * A live run that began before a file was taken may not have read it yet. Looks at the runs again:
     * one may have begun since the survey, and have found what was taken then.
     */
    private long purge(boolean all) throws IOException {
        Trash trash = store.trash();
        Instant oldest = RunUse.of(store, policy, now).oldestLiving();
        long freed = 0;
        for (String batch : trash.batches()) {
            boolean old = !takenAt(batch).isAfter(now.minus(TRASH_AGE));
            boolean wanted = oldest != null && !oldest.isAfter(trash.changed(batch));
            if ((old || all) && !wanted) {
                freed += bytes(trash.files(batch));
                trash.delete(batch);
            }
        }
        return freed;
    }

    private static Instant takenAt(String batch) {
        try {
            return TIME.parse(batch, Instant::from);
        } catch (DateTimeException foreign) {
            return Instant.MAX; // deleted on request only
        }
    }

    private CollectionReport report(Survey survey, Taken taken) throws IOException {
        List<StoredFile> trashed = new ArrayList<>();
        for (String batch : store.trash().batches()) {
            trashed.addAll(store.trash().files(batch));
        }
        CollectionPlan plan = survey.plan();
        return new CollectionReport(
                plan.bytesByStep(survey.inventory()),
                counts(plan),
                new CollectionReport.Amount(
                        plan.unnamed().size(), bytes(List.copyOf(plan.unnamed().values()))),
                new CollectionReport.Amount(survey.quarantined().size(), bytes(survey.quarantined())),
                new CollectionReport.Amount(trashed.size(), bytes(trashed)),
                plan.bytes(),
                new CollectionReport.Amount(taken.records() + taken.blobs(), taken.bytes()),
                taken.freed(),
                warnings(survey));
    }

    private static Map<Verdict, Integer> counts(CollectionPlan plan) {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        plan.verdicts().values().forEach(verdict -> counts.merge(verdict, 1, Integer::sum));
        return counts;
    }

    private List<String> warnings(Survey survey) {
        List<String> warnings = new ArrayList<>();
        survey.runs()
                .living()
                .keySet()
                .forEach(run -> warnings.add("run " + run + " is at work: all that it has used is kept"));
        survey.runs()
                .unreadable()
                .forEach(run -> warnings.add("run " + run + " keeps nothing: its run.json cannot be read"));
        Long most = policy.maxBytes();
        if (most != null && survey.plan().rootBytes() > most) {
            warnings.add("what is kept for its runs or its age, %d bytes, is more than the budget of %d"
                    .formatted(survey.plan().rootBytes(), most));
            warnings.addAll(greedyRuns(survey, most));
        }
        return warnings;
    }

    private static List<String> greedyRuns(Survey survey, long most) {
        List<String> greedy = new ArrayList<>();
        survey.runs().kept().forEach((run, keys) -> {
            Set<Digest> needed = new HashSet<>();
            long bytes = 0;
            for (StoredRecord record : survey.inventory().records()) {
                if (keys.contains(record.key())) {
                    bytes += record.file().size();
                    needed.addAll(record.needs());
                }
            }
            for (Digest need : needed) {
                StoredFile blob = survey.inventory().blobs().get(need);
                bytes += blob == null ? 0 : blob.size();
            }
            if (bytes > most) {
                greedy.add("run %s alone rests on %d bytes, more than the budget".formatted(run, bytes));
            }
        });
        return greedy;
    }

    private static long bytes(List<StoredFile> files) {
        return files.stream().mapToLong(StoredFile::size).sum();
    }
}
