package dev.retrace.cache.bundle;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.cache.disk.AtomicFiles;
import dev.retrace.cache.disk.StoredFile;
import dev.retrace.cache.fault.FaultPoint;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads bundles into a store: all of one, or nothing. */
public final class BundleReader {

    private static final int BUFFER = 1 << 18;

    /** A manifest of 100,000 cells has 60 MB. */
    private static final int LARGEST_MANIFEST = 1 << 28;

    private static final int LARGEST_RECORD = 1 << 28;

    private final Store store;

    public BundleReader(Store store) {
        this.store = store;
    }

    /**
     * Reads a bundle. Its bytes lie aside until all of them are verified; then blobs are published, then
     * records, then the run. What the store has already stays as it is. A kill leaves what a killed run
     * leaves, and the next import goes on from there.
     *
     * @throws BundleException if anything about it is wrong; nothing is published then
     */
    public BundleSummary read(Path file) throws IOException {
        Path scratch = store.newScratch();
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            TarEntries tar = new TarEntries(bytes);
            Manifest manifest = manifest(tar);
            Map<String, Path> aside = unpack(tar, manifest, scratch);
            tar.end();
            List<ActionRecord> records = records(manifest, aside);
            requireRun(manifest, aside);
            FaultPoint.BUNDLE_VERIFIED.reached();
            publish(manifest, aside, records);
            return BundleSummary.of(manifest);
        } catch (IllegalArgumentException wrong) {
            throw BundleException.refused(file, String.valueOf(wrong.getMessage()));
        } finally {
            delete(scratch);
        }
    }

    private static Manifest manifest(TarEntries tar) throws IOException {
        TarHeader header = tar.next(Manifest.NAME);
        if (header.size() > LARGEST_MANIFEST) {
            throw new IllegalArgumentException(
                    "its manifest has %d bytes, but %d are the most".formatted(header.size(), LARGEST_MANIFEST));
        }
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        tar.copy(header, json);
        return Manifest.fromJson(json.toString(StandardCharsets.UTF_8));
    }

    /** Files have numbers for names while they lie aside: nothing of the bundle says where bytes are written. */
    private static Map<String, Path> unpack(TarEntries tar, Manifest manifest, Path scratch) throws IOException {
        Map<String, Path> aside = new LinkedHashMap<>();
        for (Map.Entry<String, Artifact> file : manifest.files().entrySet()) {
            String name = file.getKey();
            TarHeader header = tar.next(name);
            if (header.size() != file.getValue().size()) {
                throw new IllegalArgumentException("'%s' has %d bytes, but %d in its manifest"
                        .formatted(name, header.size(), file.getValue().size()));
            }
            Path path = scratch.resolve(Integer.toString(aside.size()));
            try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
                Digest found = tar.copy(header, out).digest();
                boolean own = !name.startsWith("cas/") || Manifest.blob(found).equals(name);
                if (!found.equals(file.getValue().digest()) || !own) {
                    throw new IllegalArgumentException("'" + name + "' has other bytes: their digest is " + found);
                }
            }
            aside.put(name, path);
        }
        return aside;
    }

    private static List<ActionRecord> records(Manifest manifest, Map<String, Path> aside) throws IOException {
        List<ActionRecord> records = new ArrayList<>();
        for (String name : manifest.names("ac/")) {
            Path path = aside.get(name);
            if (path == null || Files.size(path) > LARGEST_RECORD) {
                throw new IllegalArgumentException("'" + name + "' is too large for a record");
            }
            ActionRecord record = ActionRecord.fromJson(Files.readString(path));
            if (!Manifest.record(record.key()).equals(name)) {
                throw new IllegalArgumentException("'" + name + "' is the record of another key, " + record.key());
            }
            for (Artifact output : record.outputs().values()) {
                if (!output.equals(manifest.files().get(Manifest.blob(output.digest())))) {
                    throw new IllegalArgumentException("'" + name + "' has the output " + output.digest() + " of "
                            + output.size() + " bytes, which is not in it");
                }
            }
            records.add(record);
        }
        return records;
    }

    private static void requireRun(Manifest manifest, Map<String, Path> aside) throws IOException {
        Path path = aside.get(manifest.runFolder() + "run.json");
        if (path == null) {
            throw new IllegalArgumentException("it has no run.json");
        }
        RunRecord run = RunRecord.fromJson(Files.readString(path));
        if (!run.id().equals(manifest.run()) || run.finished() == null) {
            throw new IllegalArgumentException("its run.json is not that of the ended run " + manifest.run());
        }
    }

    private void publish(Manifest manifest, Map<String, Path> aside, List<ActionRecord> records) throws IOException {
        Map<String, Path> rest = new TreeMap<>(aside);
        for (String name : manifest.names("cas/")) {
            store.content().move(take(rest, name));
        }
        FaultPoint.BUNDLE_BLOBS_PUBLISHED.reached();
        for (ActionRecord record : records) {
            store.actions().publish(record);
        }
        FaultPoint.BUNDLE_RECORDS_PUBLISHED.reached();
        String last = manifest.runFolder() + "run.json"; // makes the rest a run
        for (String name : manifest.names(manifest.runFolder())) {
            if (!name.equals(last)) {
                add(manifest, name, take(rest, name));
            }
        }
        add(manifest, last, take(rest, last));
    }

    private void add(Manifest manifest, String name, Path complete) throws IOException {
        AtomicFiles.force(complete);
        store.runs().add(manifest.run(), name.substring(manifest.runFolder().length()), complete);
    }

    private static Path take(Map<String, Path> rest, String name) {
        Path path = rest.remove(name);
        if (path == null) {
            throw new IllegalStateException(name + " was not unpacked");
        }
        return path;
    }

    private static void delete(Path scratch) throws IOException {
        for (Path path : StoredFile.list(scratch)) {
            Files.deleteIfExists(path);
        }
        Files.deleteIfExists(scratch);
    }
}
