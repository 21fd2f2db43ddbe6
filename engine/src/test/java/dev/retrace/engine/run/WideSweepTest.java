package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.engine.toy.RetraceProcess;
import dev.retrace.engine.toy.RetraceProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps wide enough to be looked up on all cores: 1 + 100 + 100 cells, the second hundred reading the first in pairs. */
final class WideSweepTest {

    private static final String WORKFLOW = """
            name: wide
            steps:
              source:
                step: write
                with: { text: "four" }
              first:
                step: append
                inputs: { text: source }
                matrix: { n: { from: 1, to: 100 } }
                with: { line: "${matrix.n}" }
              second:
                step: append
                inputs: { text: "first[n=${matrix.n}]" }
                matrix: { n: { from: 1, to: 100 } }
                with: { line: "again ${matrix.n}" }
            """;

    @TempDir
    private Path folder;

    private Store store;

    @BeforeEach
    void aRunThatComputedAll() throws Exception {
        Files.writeString(folder.resolve("wide.yaml"), WORKFLOW);
        assertTrue(run().contains("201 cells: 201 computed"));
        store = Store.open(folder.resolve("store"));
    }

    @Test
    void eachCellReadsItsPartner() throws IOException {
        List<ActionRecord> seventh = store.actions().keys().stream()
                .map(this::read)
                .filter(record -> record.keyDocument().contains("\"again 7\""))
                .toList();

        assertEquals(1, seventh.size());
        assertEquals(
                "four\n7\nagain 7\n",
                Files.readString(
                        store.content().path(seventh.get(0).output("text").digest())));
    }

    /** One record cut short, one replaced by another's, one gone, one with an output of another size: four cells. */
    @Test
    void whatIsDamagedIsComputedAgainAndNothingElse() throws Exception {
        List<Digest> keys = store.actions().keys();
        Files.writeString(record(keys.get(10)), "{\"attempt\":1,");
        Files.copy(record(keys.get(21)), record(keys.get(20)), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(record(keys.get(30)));
        Path blob = store.content().path(read(keys.get(40)).output("text").digest());
        Files.delete(blob);
        Files.writeString(blob, "other");

        String damaged = run();
        String mended = run();

        assertTrue(damaged.contains("201 cells: 197 served, 4 computed"), damaged);
        assertTrue(mended.contains("201 cells: 201 served"), mended);
    }

    private ActionRecord read(Digest key) {
        try {
            return store.actions().read(key).orElseThrow();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private Path record(Digest key) {
        return folder.resolve("store/ac").resolve(key.hex().substring(0, 2)).resolve(key.hex() + ".json");
    }

    private String run() throws Exception {
        Ended ended = new RetraceProcess(folder).run("run", "wide.yaml", "--store", "store");
        assertEquals(0, ended.code(), ended.err());
        return ended.err();
    }
}
