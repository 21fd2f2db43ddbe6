package dev.retrace.cache.index;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.cache.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store beside whose files lies an index, and what tests put there. */
record IndexedStore(Path folder, Store store) {

    /** Opens a store in an empty folder. */
    static IndexedStore open(Path folder) throws IOException {
        return new IndexedStore(folder, Store.open(folder));
    }

    Optional<Index> open(Duration wait) throws IOException {
        return Index.open(store, folder.resolve("index"), wait);
    }

    Index caughtUp() throws IOException {
        Index index = open(Duration.ZERO).orElseThrow();
        index.catchUp();
        return index;
    }

    ActionRecord publish(String step, int number) throws IOException {
        return store.actions().publish(Work.record(store, step, number, "output"));
    }

    String run(String workflow, Instant started, String outcome, RunCell... cells) throws IOException {
        String id = store.runs().newId(started);
        store.runs().write(record(id, workflow, started, outcome.equals("running") ? null : started, outcome, cells));
        return id;
    }

    static RunRecord record(
            String id, String workflow, Instant started, @Nullable Instant finished, String outcome, RunCell... cells) {
        return new RunRecord(id, workflow, "paper.yaml", started, finished, outcome, new TreeMap<>(), List.of(cells));
    }

    static RunCell cell(String name, int number, String state) {
        String key = Work.key("patch", number).toString();
        return new RunCell(name, "trace", "patch", key, state, null, 0, "cpu", "", "");
    }

    static List<String> documents(String step, int... numbers) {
        return Arrays.stream(numbers)
                .mapToObj(number -> Work.document(step, number))
                .toList();
    }
}
