package dev.retrace.cache;

import dev.retrace.cache.disk.AtomicFiles;
import dev.retrace.cache.process.Holder;
import dev.retrace.cache.process.Liveness;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Sees to it that no two living processes compute the same key, without a lock that a person would
 * ever have to clear.
 *
 * <p>The dead of this machine are known at once, those of others once their heartbeat has not changed
 * for a minute. A process that is only taken for dead computes on; what it publishes then is as good
 * as any, so that a mistake here costs time, never a result.
 */
public final class Leases {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 3;

    private final StoreLayout layout;
    private final AtomicFiles files;
    private final Duration heartbeat;
    private final Liveness liveness;

    Leases(StoreLayout layout, AtomicFiles files) {
        this(layout, files, HEARTBEAT, new Liveness(PATIENCE, System::nanoTime));
    }

    Leases(StoreLayout layout, AtomicFiles files, Duration heartbeat, Liveness liveness) {
        this.layout = layout;
        this.files = files;
        this.heartbeat = heartbeat;
        this.liveness = liveness;
    }

    /** The lease of this key, unless another holds it who is not surely dead. Does not wait. */
    public Optional<Lease> acquire(Digest key) throws IOException {
        Path file = layout.lease(key);
        Holder self = Holder.current(UUID.randomUUID().toString());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (create(file, self)) {
                return Optional.of(Lease.start(key, file, self, heartbeat));
            }
            if (!files.discard(file, found -> isDead(key, found)) && Files.exists(file)) {
                return Optional.empty();
            }
        }
        return Optional.empty(); // others are quicker; one of them holds it
    }

    /** Who holds the lease of this key, dead or alive. */
    public Optional<Holder> holder(Digest key) throws IOException {
        try {
            return Optional.of(Lease.parse(Files.readAllBytes(layout.lease(key))));
        } catch (NoSuchFileException free) {
            return Optional.empty();
        }
    }

    /** Removes the leases of the dead. */
    void sweep() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(layout.leases(), "*.json")) {
            for (Path file : entries) {
                String name = file.getFileName().toString();
                if (name.matches("[0-9a-f]{64}\\.json")) {
                    Digest key = new Digest(name.substring(0, name.indexOf('.')));
                    files.discard(file, found -> isDead(key, found));
                }
            }
        }
    }

    private boolean create(Path file, Holder self) throws IOException {
        Path temporary = files.temporary();
        try {
            // Not forced to disk, which would take longer than much of the work: the heartbeat does it. A
            // younger lease may be empty after a power cut, and then is given up after a minute.
            Files.write(temporary, Lease.write(self), StandardOpenOption.CREATE_NEW);
            return files.claim(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private boolean isDead(Digest key, Path file) throws IOException {
        return liveness.isDead(key.hex(), Lease.parse(Files.readAllBytes(file)));
    }
}
