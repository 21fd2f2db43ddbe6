package dev.retrace.cache;

import dev.retrace.cache.disk.AtomicFiles;
import dev.retrace.cache.disk.Trash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What work has been done, by its key: one small file each. */
public final class ActionCache {

    private static final Pattern RECORD_NAME = Pattern.compile("[0-9a-f]{64}\\.json");

    private final StoreLayout layout;
    private final AtomicFiles files;
    private final ContentStore content;
    private final Trash trash;

    ActionCache(StoreLayout layout, AtomicFiles files, ContentStore content, Trash trash) {
        this.layout = layout;
        this.files = files;
        this.content = content;
        this.trash = trash;
    }

    /**
     * The record of this key, if it can be served: whole, and all its outputs in the content store. Any
     * other is a miss, and the next publication replaces it. What a collection took a while ago is
     * brought back.
     */
    public Optional<ActionRecord> find(Digest key) throws IOException {
        Path file = layout.record(key);
        Optional<ActionRecord> found = read(key, file);
        if (found.isEmpty() && trash.restore(file)) {
            found = read(key, file);
        }
        return found.filter(this::hasOutputs);
    }

    /** Where the record of this key lies, or would lie. */
    public Path path(Digest key) {
        return layout.record(key);
    }

    /** Whether the record can be served: all its outputs are in the content store. */
    public boolean isServable(ActionRecord record) {
        return hasOutputs(record);
    }

    /** Moves aside what lies under this key but cannot be served. */
    public void quarantine(Digest key) throws IOException {
        files.temporary(); // refuses where nothing may be written
        if (find(key).isEmpty() && Files.exists(layout.record(key))) {
            ContentStore.quarantine(layout.record(key));
        }
    }

    /** The record of this key, also if its outputs are gone. */
    public Optional<ActionRecord> read(Digest key) throws IOException {
        return read(key, layout.record(key));
    }

    /**
     * Remembers work, unless another has already; the first writer wins.
     *
     * @return the record that is now in the cache
     * @throws IllegalStateException if an output or the log is not in the content store
     */
    public ActionRecord publish(ActionRecord record) throws IOException {
        record.outputs().forEach((name, artifact) -> requireContent(record, "output '" + name + "'", artifact));
        if (record.log() != null) {
            requireContent(record, "log", record.log());
        }
        Path target = layout.record(record.key());
        byte[] json = record.toJson().getBytes(StandardCharsets.UTF_8);
        while (!publish(json, target)) {
            Optional<ActionRecord> winner = find(record.key());
            if (winner.isPresent()) {
                return winner.get();
            }
            files.discard(target, file -> !isServable(record.key(), file));
        }
        return record;
    }

    /** Forgets the work of this key. Its outputs stay; they may serve other records. */
    public void remove(Digest key) throws IOException {
        files.discard(layout.record(key), file -> true);
    }

    /** All keys, sorted, also of records that cannot be served. */
    public List<Digest> keys() throws IOException {
        List<Digest> keys = new ArrayList<>();
        for (Path folder : list(layout.records())) {
            for (Path file : list(folder)) {
                String name = file.getFileName().toString();
                if (RECORD_NAME.matcher(name).matches()) {
                    keys.add(new Digest(name.substring(0, name.indexOf('.'))));
                }
            }
        }
        keys.sort(null);
        return keys;
    }

    private boolean publish(byte[] json, Path target) throws IOException {
        Path temporary = files.temporary();
        try {
            AtomicFiles.write(temporary, json);
            layout.makeRoomFor(target);
            return files.publish(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void requireContent(ActionRecord record, String what, Artifact artifact) {
        if (!content.contains(artifact)) {
            throw new IllegalStateException(
                    "a record is published after its artifacts, but the %s of %s, %s with %d bytes, is not in the store"
                            .formatted(what, record.key(), artifact.digest(), artifact.size()));
        }
    }

    private boolean hasOutputs(ActionRecord record) {
        return record.outputs().values().stream().allMatch(content::contains);
    }

    private boolean isServable(Digest key, Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return read(key, file).filter(this::hasOutputs).isPresent();
    }

    private static Optional<ActionRecord> read(Digest key, Path file) throws IOException {
        byte[] json;
        try {
            json = Files.readAllBytes(file);
        } catch (NoSuchFileException never) {
            return Optional.empty();
        }
        try {
            ActionRecord record = ActionRecord.fromJson(new String(json, StandardCharsets.UTF_8));
            return Optional.of(record).filter(found -> found.key().equals(key));
        } catch (IllegalArgumentException broken) {
            return Optional.empty(); // a miss by contract
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return entries;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        }
        return entries;
    }
}
