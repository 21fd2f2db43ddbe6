package dev.retrace.cache;

import dev.retrace.cache.disk.AtomicFiles;
import dev.retrace.cache.fault.FaultPoint;
import dev.retrace.cache.process.Holder;
import dev.retrace.cache.process.Liveness;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

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
    private static final int ATTEMPTS = 8;
    private static final String FILE_NAME = "[0-9a-f]{64}(\\.removal)?\\.json";
    private static final int KEY_FILE_LENGTH = 64 + ".json".length();
    private static final Duration PAUSE = Duration.ofMillis(20);

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
        Holder self = self();
        return take(file, self) ? Optional.of(Lease.start(this, key, file, self)) : Optional.empty();
    }

    /** Who holds the lease of this key, dead or alive. */
    public Optional<Holder> holder(Digest key) throws IOException {
        return read(layout.lease(key));
    }

    /** How often a lease shows that its holder lives. */
    Duration heartbeat() {
        return heartbeat;
    }

    /** The keys that somebody holds who is not surely dead. */
    public Set<Digest> held() throws IOException {
        Set<Digest> held = new HashSet<>();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            Optional<Holder> holder = read(file);
            if (name.length() == KEY_FILE_LENGTH && holder.isPresent() && !liveness.isDead(name, holder.get())) {
                held.add(new Digest(name.substring(0, name.indexOf('.'))));
            }
        }
        return held;
    }

    /** Whether there is no lease, of the living or the dead. */
    boolean none() throws IOException {
        return files().isEmpty();
    }

    /** Waits until nobody holds this key who is not surely dead. */
    void await(Digest key) throws IOException {
        Path file = layout.lease(key);
        while (Files.exists(file) && !removeIfDead(file)) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Removes the leases of the dead. */
    void sweep() throws IOException {
        for (Path file : files()) {
            removeIfDead(file);
        }
    }

    private List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        if (!Files.isDirectory(layout.leases())) {
            return all;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(layout.leases(), "*.json")) {
            for (Path file : entries) {
                if (file.getFileName().toString().matches(FILE_NAME)) {
                    all.add(file);
                }
            }
        }
        return all;
    }

    /**
     * Removes the lease of this owner, if the file is still that.
     *
     * <p>To look whose a file is and to remove it are two operations, and between them others may have
     * removed it and one of them have taken the key. So whoever removes the lease of an owner, be it
     * the owner, takes another lease first: that on removing just this one. Owners are never named
     * twice, hence the file cannot change hands while it is held.
     */
    void remove(Path file, String owner) throws IOException {
        Path right = rightToRemove(file, owner);
        if (!take(right, self())) {
            return; // another is about to
        }
        try {
            FaultPoint.LEASE_REMOVAL_CLAIMED.reached();
            if (ownerOf(file).filter(owner::equals).isPresent()) {
                Files.deleteIfExists(file);
            }
            FaultPoint.LEASE_REMOVED.reached();
        } finally {
            Files.deleteIfExists(right);
        }
    }

    /** Takes a lease; of several that try, one succeeds, unless a living one has it. */
    private boolean take(Path file, Holder self) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (create(file, self)) {
                return true;
            }
            if (!removeIfDead(file)) {
                return false;
            }
        }
        return false; // others are quicker; one of them holds it
    }

    /** Whether the file may be gone now: its holder was dead, or it is gone already. */
    private boolean removeIfDead(Path file) throws IOException {
        Optional<Holder> holder = read(file);
        if (holder.isPresent()) {
            if (!liveness.isDead(file.getFileName().toString(), holder.get())) {
                return false;
            }
            remove(file, holder.get().owner());
        }
        return true;
    }

    static Path rightToRemove(Path file, String owner) {
        String name = file.getFileName() + " of " + owner;
        return file.resolveSibling(Digest.of(name).hex() + ".removal.json");
    }

    private static Holder self() {
        return Holder.current(UUID.randomUUID().toString());
    }

    private static Optional<String> ownerOf(Path file) throws IOException {
        return read(file).map(Holder::owner);
    }

    private static Optional<Holder> read(Path file) throws IOException {
        try {
            return Optional.of(Lease.parse(Files.readAllBytes(file)));
        } catch (NoSuchFileException free) {
            return Optional.empty();
        }
    }

    private boolean create(Path file, Holder self) throws IOException {
        Path temporary = files.temporary();
        try {
            // Not forced to disk, which would take longer than much of the work: the heartbeat does it. A
            // younger lease may be empty after a power cut, and then is given up after a minute.
            Files.write(temporary, Lease.write(self), StandardOpenOption.CREATE_NEW);
            FaultPoint.LEASE_WRITTEN.reached();
            boolean won = files.claim(temporary, file);
            FaultPoint.LEASE_CLAIMED.reached();
            return won;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
