package dev.retrace.cache.gc;

import dev.retrace.cache.Digest;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What runs say about records: which of them keep theirs, and when each was last used.
 *
 * @param kept keys of each run whose records stay, the newest run first
 * @param lastUses by key
 * @param living when the runs began that are at work, by their id
 * @param unreadable runs of which nothing is known
 */
record RunUse(
        Map<String, Set<Digest>> kept,
        Map<Digest, Instant> lastUses,
        SortedMap<String, Instant> living,
        List<String> unreadable) {

    RunUse {
        kept = Collections.unmodifiableMap(new LinkedHashMap<>(kept));
        lastUses = Map.copyOf(lastUses);
        living = Collections.unmodifiableSortedMap(new TreeMap<>(living));
        unreadable = List.copyOf(unreadable);
    }

    static RunUse of(Store store, Policy policy, Instant now) throws IOException {
        Map<String, Set<Digest>> kept = new LinkedHashMap<>();
        Map<Digest, Instant> uses = new HashMap<>();
        SortedMap<String, Instant> living = new TreeMap<>();
        List<String> unreadable = new ArrayList<>();
        int known = 0;
        for (String id : store.runs().ids()) {
            store.runs().aliveSince(id, now).ifPresent(since -> living.put(id, since));
            Optional<RunRecord> run = read(store, id, unreadable);
            if (run.isPresent()) {
                Set<Digest> keys = keys(run.get());
                keys.forEach(key -> uses.merge(key, run.get().started(), RunUse::later));
                boolean keeps = known < policy.keepRuns()
                        || policy.keep().contains(id)
                        || living.containsKey(id)
                        || store.runs().pinned(id);
                known++;
                if (keeps) {
                    kept.put(id, keys);
                }
            }
        }
        return new RunUse(kept, uses, living, unreadable);
    }

    /** When a run last used this record. */
    Optional<Instant> lastUse(Digest key) {
        return Optional.ofNullable(lastUses.get(key));
    }

    /** Before this nothing was wanted by a run that is at work; absent if none is. */
    @Nullable
    Instant oldestLiving() {
        return living.values().stream().min(Instant::compareTo).orElse(null);
    }

    private static Optional<RunRecord> read(Store store, String id, List<String> unreadable) {
        try {
            return store.runs().read(id);
        } catch (IOException broken) {
            unreadable.add(id);
            return Optional.empty();
        }
    }

    private static Set<Digest> keys(RunRecord run) {
        Set<Digest> keys = new HashSet<>();
        for (RunCell cell : run.cells()) {
            if (cell.key() != null) {
                keys.add(Digest.parse(cell.key()));
            }
        }
        return keys;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
