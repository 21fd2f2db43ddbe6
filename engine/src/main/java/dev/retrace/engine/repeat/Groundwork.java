package dev.retrace.engine.repeat;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Store;
import dev.retrace.cache.disk.FileStamp;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.SourceDigests;
import dev.retrace.engine.step.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Lays a foundation: takes the stamps of what a run rested on once it is over, and says of each file
 * whether the stamp proves that it is what the run saw, and will show any later change. Mutable.
 */
final class Groundwork {

    private final Store store;
    private final long planned;
    private final long now;
    private final Map<String, Foundation.Ground> grounds = new LinkedHashMap<>();

    /**
     * Both by the clock of the store's file system, which need not be this machine's.
     *
     * @param planned before any record was looked up, in ns
     * @param now before any stamp is taken, in ns
     */
    Groundwork(Store store, long planned, long now) {
        this.store = store;
        this.planned = planned;
        this.now = now;
    }

    /** What was laid. */
    Foundation done() {
        return new Foundation(List.copyOf(grounds.values()));
    }

    /**
     * A file or folder that anybody may change.
     *
     * @param before the run, or the program, had looked at it
     * @return whether it has not changed since, and a change would show
     */
    boolean lay(Path file, Instant before) throws IOException {
        FileStamp stamp = FileStamp.of(file);
        add(file, stamp);
        return stamp.isTold() && stamp.settledAt(before);
    }

    /** A file that must not come to be. */
    boolean layAbsent(Path file) {
        grounds.put(file.toString(), new Foundation.Ground(file.toString(), null));
        return Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** A source of the workflow; one that has an address may have changed there. */
    boolean lay(Source source, Instant before) throws IOException {
        if (SourceDigests.isAddress(source.location())) {
            return false;
        } else if (source.isFile()) {
            return lay(source.path(), before);
        }
        for (Path path : SourceDigests.seen(source.path())) {
            // What a link that leads nowhere will lead to, no folder's stamp would tell.
            boolean plain = Files.isDirectory(path) || Files.isRegularFile(path);
            if (!plain || !lay(path, before)) {
                return false;
            }
        }
        return true;
    }

    /** A cell's record and outputs. A record that is younger than the plan may have replaced the one that it saw. */
    boolean lay(Cell cell) throws IOException {
        ActionRecord record = Objects.requireNonNull(cell.record());
        Path file = store.actions().path(record.key());
        FileStamp stamp = FileStamp.of(file);
        boolean same = stamp.changed() < planned || Files.readString(file).equals(record.toJson());
        if (!same || !layStored(file, stamp)) {
            return false;
        }
        for (Artifact output : record.outputs().values()) {
            Path blob = store.content().path(output.digest());
            FileStamp its = FileStamp.of(blob);
            if (its.size() != output.size() || !layStored(blob, its)) {
                return false;
            }
        }
        return true;
    }

    /**
     * What lies in the store is replaced, never written to. A file that replaced this one later in the
     * same tick of the clock, under the same number, would have the same stamp: so the tick must be over.
     */
    private boolean layStored(Path file, FileStamp stamp) {
        add(file, stamp);
        return stamp.isTold() && stamp.changed() < now;
    }

    private void add(Path file, FileStamp stamp) {
        String path = file.toAbsolutePath().toString();
        grounds.put(path, new Foundation.Ground(path, stamp));
    }
}
