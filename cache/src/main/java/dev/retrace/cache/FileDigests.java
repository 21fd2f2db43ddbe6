package dev.retrace.cache;

import dev.retrace.cache.disk.AtomicFiles;
import dev.retrace.cache.disk.FileStamp;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Digests of files that lie outside the store, such as weights: each file is read once, and again
 * only when its stamp has changed. Also finds such files again by their digest.
 *
 * <p>A memory, not a truth: whatever of it is lost or unreadable is found out anew. In a store that
 * is read only it lasts as long as the process. Safe for threads.
 */
public final class FileDigests {

    private static final int PATIENCE = 3;
    private static final int PLACES = 16;

    private record Known(Digest digest, FileStamp stamp) {}

    private final StoreLayout layout;
    private final AtomicFiles files;
    private final ContentStore content;
    private final boolean writable;
    private final Map<Path, Known> known = new ConcurrentHashMap<>();
    private final Map<Digest, Set<Path>> places = new ConcurrentHashMap<>();

    FileDigests(StoreLayout layout, AtomicFiles files, ContentStore content, boolean writable) {
        this.layout = layout;
        this.content = content;
        this.files = files;
        this.writable = writable;
    }

    /**
     * The digest of a file.
     *
     * @throws StoreException if it is no plain file, or changes faster than it can be read
     */
    public Digest of(Path file) throws IOException {
        Path real = file.toRealPath();
        if (!Files.isRegularFile(real)) {
            throw StoreException.notAFile(file);
        }
        Optional<Digest> remembered = remembered(real);
        return remembered.isPresent() ? remembered.get() : hash(real);
    }

    /** Whether the digest of a file is known without reading it. */
    public boolean knows(Path file) throws IOException {
        return remembered(file.toRealPath()).isPresent();
    }

    private Optional<Digest> remembered(Path real) throws IOException {
        Known known = recall(real);
        return known != null && known.stamp().equals(FileStamp.of(real))
                ? Optional.of(known.digest())
                : Optional.empty();
    }

    /**
     * A file that holds the bytes with this digest: in the store, else where {@link #of} has seen it,
     * if that file still has them.
     */
    public Optional<Path> locate(Digest digest) throws IOException {
        if (content.renew(digest)) {
            return Optional.of(content.path(digest));
        }
        for (Path place : placesOf(digest)) {
            if (Files.isRegularFile(place) && of(place).equals(digest)) {
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    private Digest hash(Path file) throws IOException {
        for (int attempt = 0; attempt < PATIENCE; attempt++) {
            FileStamp before = FileStamp.of(file);
            Instant now = Instant.now();
            Digest digest = read(file);
            if (FileStamp.of(file).equals(before)) {
                remember(file, new Known(digest, before), before.settledAt(now));
                return digest;
            }
        }
        throw StoreException.keepsChanging(file);
    }

    private static Digest read(Path file) throws IOException {
        Optional<Digest> found = DigestWorker.worthwhile(file) ? DigestWorker.of(file) : Optional.empty();
        return found.isPresent() ? found.get() : Digest.ofFile(file);
    }

    private void remember(Path file, Known found, boolean settled) throws IOException {
        if (settled) {
            known.put(file, found);
            if (writable) {
                files.replace(layout.stamp(Digest.of(file.toString())), write(file, found));
            }
        }
        Set<Path> all = new LinkedHashSet<>(List.of(file));
        all.addAll(placesOf(found.digest()));
        List<Path> newest = all.stream().limit(PLACES).toList();
        if (!newest.equals(List.copyOf(placesOf(found.digest())))) {
            places.put(found.digest(), new LinkedHashSet<>(newest));
            if (writable) {
                files.replace(layout.places(found.digest()), writePlaces(newest));
            }
        }
    }

    private @Nullable Known recall(Path file) throws IOException {
        Known inMemory = known.get(file);
        if (inMemory != null) {
            return inMemory;
        }
        Known onDisk = recall(layout.stamp(Digest.of(file.toString())), json -> read(file, json))
                .orElse(null);
        if (onDisk != null) {
            known.put(file, onDisk);
        }
        return onDisk;
    }

    private Set<Path> placesOf(Digest digest) throws IOException {
        Set<Path> inMemory = places.get(digest);
        return inMemory != null
                ? inMemory
                : recall(layout.places(digest), FileDigests::readPlaces).orElse(Set.of());
    }

    private static <T> Optional<T> recall(Path file, Function<JsonNode, Optional<T>> reading) throws IOException {
        try {
            return reading.apply(CanonicalJson.read(Files.readString(file)));
        } catch (NoSuchFileException | CharacterCodingException | IllegalArgumentException forgotten) {
            return Optional.empty();
        }
    }

    private static byte[] write(Path file, Known found) {
        FileStamp stamp = found.stamp();
        return bytes(JsonNodeFactory.instance
                .objectNode()
                .put("path", file.toString())
                .put("device", stamp.device())
                .put("inode", stamp.inode())
                .put("size", stamp.size())
                .put("modified", stamp.modified())
                .put("changed", stamp.changed())
                .put("digest", found.digest().toString()));
    }

    private static Optional<Known> read(Path file, JsonNode json) {
        if (!json.path("path").asString("").equals(file.toString())) {
            return Optional.empty();
        }
        FileStamp stamp = new FileStamp(
                json.path("device").asLong(0),
                json.path("inode").asLong(0),
                json.path("size").asLong(0),
                json.path("modified").asLong(0),
                json.path("changed").asLong(0));
        return Optional.of(new Known(Digest.parse(json.path("digest").asString("")), stamp));
    }

    private static byte[] writePlaces(List<Path> paths) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        paths.forEach(path -> array.add(path.toString()));
        return bytes(array);
    }

    private static Optional<Set<Path>> readPlaces(JsonNode json) {
        List<Path> paths = new ArrayList<>();
        json.forEach(path -> paths.add(Path.of(path.asString(""))));
        return Optional.of(new LinkedHashSet<>(paths));
    }

    private static byte[] bytes(JsonNode json) {
        return CanonicalJson.write(json).getBytes(StandardCharsets.UTF_8);
    }
}
