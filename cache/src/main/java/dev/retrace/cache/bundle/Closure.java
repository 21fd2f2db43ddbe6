package dev.retrace.cache.bundle;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.cache.disk.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that a run rests on: the records of its cells, whatever these name, and the run's own files.
 * Mutable while it is gathered.
 */
final class Closure {

    private final Store store;
    private final String run;
    private final SortedMap<String, Artifact> files = new TreeMap<>();
    private final SortedSet<Digest> elsewhere = new TreeSet<>();
    private final SortedSet<String> leftOut = new TreeSet<>();

    private Closure(Store store, String run) {
        this.store = store;
        this.run = run;
    }

    /** @throws BundleException if something is missing, or the run has not ended */
    static Manifest of(Store store, String run) throws IOException {
        Closure closure = new Closure(store, run);
        RunRecord record = store.runs()
                .read(run)
                .orElseThrow(() -> BundleException.incomplete(run, "the store " + store.root() + " has no such run"));
        if (record.finished() == null) {
            throw BundleException.incomplete(run, "it has not ended, or was killed");
        }
        for (RunCell cell : record.cells()) {
            if (Set.of("served", "computed", "adopted").contains(cell.state())) {
                boolean partial =
                        !record.outcome().equals("done") && !cell.state().equals("served");
                closure.cell(cell, partial);
            }
        }
        closure.folder(store.runs().folder(run), "");
        return new Manifest(run, closure.files, closure.elsewhere, closure.leftOut);
    }

    /** @param mayLackRecords a report without all its inputs gets no record */
    private void cell(RunCell cell, boolean mayLackRecords) throws IOException {
        Digest key = Digest.parse(String.valueOf(cell.key()));
        if (files.containsKey(Manifest.record(key))) {
            return; // two cells of one key
        }
        ActionRecord record = store.actions().find(key).orElse(null);
        if (record == null && !mayLackRecords) {
            throw BundleException.incomplete(run, "the record of its cell " + cell.cell() + " is gone");
        } else if (record == null) {
            leftOut.add("the record of " + cell.cell());
            return;
        }
        byte[] json = Files.readAllBytes(store.actions().path(key));
        files.put(Manifest.record(key), new Artifact(Digest.of(json), json.length));
        for (Artifact output : record.outputs().values()) {
            blob(output);
        }
        if (record.log() != null && store.content().contains(record.log())) {
            blob(record.log());
        }
        for (Digest input : record.inputs()) {
            input(input);
        }
    }

    private void blob(Artifact artifact) throws IOException {
        store.content().renew(artifact.digest());
        files.put(Manifest.blob(artifact.digest()), artifact);
    }

    private void input(Digest digest) throws IOException {
        if (store.content().renew(digest)) {
            files.put(
                    Manifest.blob(digest),
                    new Artifact(digest, Files.size(store.content().path(digest))));
        } else {
            elsewhere.add(digest);
        }
    }

    private void folder(Path folder, String prefix) throws IOException {
        for (Path path : StoredFile.list(folder)) {
            String name = prefix + path.getFileName();
            if (Manifest.staysHere(name)) {
                continue;
            }
            String place = "runs/" + run + "/" + name;
            if (Files.isDirectory(path) && prefix.isEmpty()) {
                folder(path, name + "/");
            } else if (Files.isRegularFile(path) && Manifest.isOwn(name) && TarHeader.fits(place)) {
                files.put(place, new Artifact(Digest.ofFile(path), Files.size(path)));
            } else {
                leftOut.add(name);
            }
        }
    }
}
