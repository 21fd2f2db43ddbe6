package dev.retrace.cache;

import dev.retrace.cache.disk.AtomicFiles;
import dev.retrace.cache.disk.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What some commands say as long as nothing changes, by the digest of what each means; the last few of
 * them. Whoever reads one decides whether it still holds.
 *
 * <p>A memory, not a truth: whatever of it is lost or unreadable is found out anew.
 */
public final class RepeatMemory {

    /** Of a sweep of 10,000 cells one has some 7 MB. */
    static final int KEPT = 8;

    static final long MOST_BYTES = 64L << 20;

    private final StoreLayout layout;
    private final AtomicFiles files;

    RepeatMemory(StoreLayout layout, AtomicFiles files) {
        this.layout = layout;
        this.files = files;
    }

    /** What is remembered of this command. */
    public Optional<byte[]> find(Digest meaning) throws IOException {
        Path file = file(meaning);
        try {
            return Files.size(file) > MOST_BYTES ? Optional.empty() : Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException never) {
            return Optional.empty();
        }
    }

    /** Remembers a command, in place of what was remembered of it, and forgets those that were kept first. */
    public void keep(Digest meaning, byte[] said) throws IOException {
        if (said.length > MOST_BYTES) {
            forget(meaning);
            return;
        }
        replace(file(meaning), said);
        List<StoredFile> all = new ArrayList<>();
        for (Path path : StoredFile.list(layout.repeats())) {
            StoredFile.of(path).ifPresent(all::add);
        }
        all.sort(Comparator.comparing(StoredFile::touched).reversed());
        for (StoredFile old : all.subList(Math.min(KEPT, all.size()), all.size())) {
            Files.deleteIfExists(old.path());
        }
    }

    /** Not forced to disk: what a power cut leaves of it is refused by its checksum. */
    private void replace(Path file, byte[] said) throws IOException {
        Path temporary = files.temporary();
        try {
            Files.write(temporary, said);
            Files.createDirectories(layout.repeats());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Forgets a command. */
    public void forget(Digest meaning) throws IOException {
        Files.deleteIfExists(file(meaning));
    }

    private Path file(Digest meaning) {
        return layout.repeats().resolve(meaning.hex());
    }
}
