package dev.retrace.cache.verify;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.CorruptArtifactException;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.cache.disk.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reads all records of a store, and the bytes of all that they name. Others may use the store
 * meanwhile; what they remove is not missed. Mutable: it collects findings.
 */
public final class Verifier {

    /** Who wants to know how far it is. For several threads. */
    public interface Progress {

        /** So many of all bytes are read. */
        void read(long bytes, long of);
    }

    private final Store store;
    private final Predicate<Digest> sample;
    private final Progress progress;
    private final List<Finding> findings = new ArrayList<>();
    private final SortedMap<Artifact, SortedSet<Digest>> servedBy =
            new TreeMap<>(Comparator.comparing(Artifact::digest).thenComparing(Artifact::size));
    private final SortedSet<Digest> readBy = new TreeSet<>();

    /** @param sample which blobs to read; all records are read */
    public Verifier(Store store, Predicate<Digest> sample, Progress progress) {
        this.store = store;
        this.sample = sample;
        this.progress = progress;
    }

    /**
     * Looks at everything. Where the store can be written, what is bad is moved aside, with the records
     * that cannot be served without it.
     */
    public Verification verify() throws IOException {
        List<Digest> keys = store.actions().keys();
        for (Digest key : keys) {
            record(key);
        }
        SortedMap<Digest, StoredFile> blobs = store.content().blobs();
        List<Artifact> chosen = chosen(blobs);
        blobs(chosen);
        forget();
        blobs.keySet().removeAll(readBy);
        servedBy.keySet().forEach(artifact -> blobs.remove(artifact.digest()));
        return new Verification(
                keys.size(),
                chosen.size(),
                bytes(chosen),
                findings,
                blobs.size(),
                store.abandoned().size(),
                store.quarantined().size());
    }

    private void record(Digest key) throws IOException {
        Optional<ActionRecord> read = store.actions().read(key);
        if (read.isPresent()) {
            ActionRecord record = read.get();
            record.outputs().values().forEach(output -> servedBy(output).add(key));
            if (record.log() != null) {
                servedBy(record.log()); // a log that is gone makes no miss
            }
            readBy.addAll(record.inputs());
        } else if (Files.exists(store.actions().path(key))) {
            findings.add(new Finding(store.actions().path(key) + " is no record of its key", List.of(key)));
        }
    }

    private SortedSet<Digest> servedBy(Artifact artifact) {
        return servedBy.computeIfAbsent(artifact, first -> new TreeSet<>());
    }

    /** Outputs, there or not, and of what was read that which lies here: weights lie elsewhere. */
    private List<Artifact> chosen(Map<Digest, StoredFile> blobs) {
        Stream<Artifact> outputs = servedBy.keySet().stream();
        Stream<Artifact> inputs = readBy.stream()
                .filter(blobs::containsKey)
                .map(digest -> new Artifact(
                        digest, Objects.requireNonNull(blobs.get(digest)).size()));
        return Stream.concat(outputs, inputs)
                .distinct()
                .filter(artifact -> sample.test(artifact.digest()))
                .toList();
    }

    private void blobs(List<Artifact> chosen) throws IOException {
        AtomicLong read = new AtomicLong();
        long all = bytes(chosen);
        try {
            List<Finding> bad = chosen.parallelStream()
                    .flatMap(artifact -> {
                        Stream<Finding> found = blob(artifact);
                        progress.read(read.addAndGet(artifact.size()), all);
                        return found;
                    })
                    .toList();
            findings.addAll(bad);
        } catch (UncheckedIOException unreadable) {
            throw new IOException("the store cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private Stream<Finding> blob(Artifact artifact) {
        List<Digest> lost = List.copyOf(servedBy.getOrDefault(artifact, new TreeSet<>()));
        try {
            store.content().verify(artifact);
            return Stream.empty();
        } catch (CorruptArtifactException bad) {
            return bad.missing() && !isMissed(lost)
                    ? Stream.empty()
                    : Stream.of(new Finding(String.valueOf(bad.getMessage()), lost));
        } catch (IOException unreadable) {
            String what = store.content().path(artifact.digest()) + " cannot be read: " + unreadable;
            return Stream.of(new Finding(what, lost));
        }
    }

    /** What went together with its records was taken by a collection, and a lost log or input makes no miss. */
    private boolean isMissed(List<Digest> by) {
        return by.stream().anyMatch(key -> Files.exists(store.actions().path(key)));
    }

    private void forget() throws IOException {
        if (!store.writable()) {
            return;
        }
        for (Finding finding : findings) {
            for (Digest key : finding.lost()) {
                store.actions().quarantine(key);
            }
        }
    }

    private static long bytes(List<Artifact> artifacts) {
        return artifacts.stream().mapToLong(Artifact::size).sum();
    }
}
