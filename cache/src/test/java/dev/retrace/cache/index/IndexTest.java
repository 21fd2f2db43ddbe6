package dev.retrace.cache.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.ChildJvm;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.cache.StoreException;
import dev.retrace.cache.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexTest {

    private static final Instant MONDAY = Instant.parse("2026-11-16T09:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-11-17T09:00:00Z");

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void openStore() throws IOException {
        store = Store.open(folder);
    }

    @Test
    void keyDocumentsOfAStepAreNewestFirst() throws IOException {
        publish("patch", 1);
        publish("patch", 3);
        publish("patch", 2);
        publish("plot", 4);

        try (Index index = caughtUp()) {
            assertEquals(documents("patch", 3, 2, 1), index.keyDocuments("patch", 9));
            assertEquals(documents("patch", 3), index.keyDocuments("patch", 1));
            assertEquals(List.of(), index.keyDocuments("train", 9));
        }
    }

    /** Monday's run had keys 1, 2; Tuesday's 3, 2: so 2 was seen last on Tuesday, after 3. */
    @Test
    void keyDocumentsOfAWorkflowsStepFollowItsRuns() throws IOException {
        for (int number = 1; number <= 4; number++) {
            publish("patch", number);
        }
        run("paper", MONDAY, "done", cell("trace#1", 1, "computed"), cell("trace#2", 2, "computed"));
        run("paper", TUESDAY, "done", cell("trace#1", 3, "computed"), cell("trace#2", 2, "served"));
        run("other", TUESDAY, "done", cell("trace#1", 4, "computed"));

        try (Index index = caughtUp()) {
            assertEquals(documents("patch", 3, 2, 1), index.keyDocumentsOf("paper", "trace", 9));
            assertEquals(documents("patch", 3, 2), index.keyDocumentsOf("paper", "trace", 2));
            assertEquals(List.of(), index.keyDocumentsOf("paper", "figure", 9));
        }
    }

    @Test
    void earlierCellsHaveTheirNamesAndAlsoKeysWhoseRecordIsGone() throws IOException {
        publish("patch", 1);
        publish("patch", 3);
        String monday = run("paper", MONDAY, "done", cell("trace#1", 1, "computed"), cell("trace#2", 2, "computed"));
        String tuesday = run("paper", TUESDAY, "done", cell("trace#1", 3, "computed"), cell("trace#2", 4, "failed"));

        try (Index index = caughtUp()) {
            assertEquals(
                    List.of(
                            earlier(tuesday, "trace#1", 3, documents("patch", 3).get(0)),
                            earlier(monday, "trace#1", 1, documents("patch", 1).get(0)),
                            earlier(monday, "trace#2", 2, "")),
                    index.earlierCells("paper", "trace", 9));
            assertEquals(1, index.earlierCells("paper", "trace", 1).size());
        }
    }

    @Test
    void usesTellWhoComputedAKeyAndHowManyWereServed() throws IOException {
        String monday = run("paper", MONDAY, "done", cell("trace#1", 1, "computed"));
        run("paper", TUESDAY, "done", cell("trace#1", 1, "served"), cell("again", 1, "adopted"));
        run("other", TUESDAY, "done", cell("trace#1", 1, "served"), cell("trace#2", 2, "served"));

        try (Index index = caughtUp()) {
            assertEquals(
                    Set.of(new KeyUse(Work.key("patch", 1), monday, 2), new KeyUse(Work.key("patch", 2), "", 1)),
                    Set.copyOf(index.uses()));
        }
    }

    private static EarlierCell earlier(String run, String cell, int number, String document) {
        return new EarlierCell(run, cell, Work.key("patch", number), document);
    }

    @Test
    void runsAreCountedByState() throws IOException {
        String first = run("paper", MONDAY, "failed", cell("a", 1, "computed"), cell("b", 2, "failed"));
        String second = run("paper", TUESDAY, "done", cell("a", 1, "served"), cell("b", 2, "served"));
        String empty = run("empty", TUESDAY, "running");

        try (Index index = caughtUp()) {
            assertEquals(
                    List.of(
                            new RunSummary(empty, "empty", TUESDAY, "running", new TreeMap<>()),
                            new RunSummary(second, "paper", TUESDAY, "done", new TreeMap<>(Map.of("served", 2))),
                            new RunSummary(
                                    first,
                                    "paper",
                                    MONDAY,
                                    "failed",
                                    new TreeMap<>(Map.of("computed", 1, "failed", 1)))),
                    index.runs(9));
            assertEquals(1, index.runs(1).size());
        }
    }

    @Test
    void cellsAnswerToTheirNameInTheNewestRun() throws IOException {
        String oldest = run("paper", MONDAY, "done", cell("trace#1", 1, "computed"), cell("trace#2", 2, "computed"));
        String newest = run("paper", TUESDAY, "failed", cell("trace#1", 3, "failed"));

        try (Index index = caughtUp()) {
            CellHit failed = new CellHit(newest, "paper", "trace#1", "trace", "patch", Work.key("patch", 3), "failed");
            assertEquals(List.of(failed), index.findCells("trace#1"));
            assertEquals(List.of(failed), index.findCells("trace"));
            assertEquals(
                    List.of(new CellHit(
                            oldest, "paper", "trace#2", "trace", "patch", Work.key("patch", 2), "computed")),
                    index.findCells("trace#2"));
            assertEquals(List.of(), index.findCells("trace#9"));
        }
    }

    @Test
    void cellsAnswerToTheBeginningOfTheirKey() throws IOException {
        publish("patch", 1);
        publish("patch", 2);
        run("paper", MONDAY, "done", cell("old", 1, "computed"));
        String newest = run("paper", TUESDAY, "done", cell("new", 1, "served"));
        String seen = Work.key("patch", 1).hex();
        String unseen = Work.key("patch", 2).hex();

        try (Index index = caughtUp()) {
            CellHit hit = new CellHit(newest, "paper", "new", "trace", "patch", Work.key("patch", 1), "served");
            assertEquals(List.of(hit), index.findCells(seen.substring(0, 6)));
            assertEquals(List.of(hit), index.findCells("sha256:" + seen));
            assertEquals(List.of(), index.findCells(seen.substring(0, 5)), "too short to mean a key");
            assertEquals(
                    List.of(new CellHit(null, "", "", "", "patch", Work.key("patch", 2), "")),
                    index.findCells(unseen.substring(0, 12)));
            assertEquals(List.of(), index.findCells("%"));
        }
    }

    @Test
    void catchingUpFollowsTheFiles() throws IOException {
        ActionRecord gone = publish("patch", 1);
        String goneRun = run("paper", MONDAY, "done", cell("a", 1, "computed"));
        String running = run("paper", TUESDAY, "running");
        caughtUp().close();
        publish("patch", 2);
        store.actions().remove(gone.key());
        Files.delete(store.runs().folder(goneRun).resolve("run.json"));
        Files.delete(store.runs().folder(goneRun).resolve("process.json"));
        Files.delete(store.runs().folder(goneRun));
        store.runs().write(record(running, "paper", TUESDAY, TUESDAY, "done", cell("a", 2, "computed")));

        try (Index index = caughtUp()) {
            assertEquals(documents("patch", 2), index.keyDocuments("patch", 9));
            assertEquals(
                    List.of(new RunSummary(running, "paper", TUESDAY, "done", new TreeMap<>(Map.of("computed", 1)))),
                    index.runs(9));
        }
    }

    /** Four runs, of which the newest three keep their cells; another workflow's only one keeps its own. */
    @Test
    void ofEachWorkflowTheNewestRunsKeepTheirCells() throws IOException {
        run("other", MONDAY, "done", cell("elsewhere", 1, "computed"));
        run("paper", MONDAY, "done", cell("first", 1, "computed"));
        caughtUp().close();
        for (String name : List.of("second", "third", "fourth")) {
            run("paper", TUESDAY, "done", cell(name, 1, "served"));
        }

        try (Index index = caughtUp()) {
            assertEquals(List.of(), index.findCells("first"));
            assertEquals(1, index.findCells("second").size());
            assertEquals(1, index.findCells("fourth").size());
            assertEquals(1, index.findCells("elsewhere").size());
            assertEquals(
                    new TreeMap<>(Map.of("computed", 1)), index.runs(9).get(3).cells(), "counts stay");
        }
        assertEquals(0, Index.rebuild(store));
        try (Index index = caughtUp()) {
            assertEquals(List.of(), index.findCells("first"), "made anew it is the same");
            assertEquals(1, index.findCells("second").size());
        }
    }

    @Test
    void theFirstVersionsIndexIsMigrated() throws Exception {
        publish("patch", 1);
        run("paper", MONDAY, "done", cell("a", 1, "computed"));
        Files.createDirectories(folder.resolve("index"));
        String url = "jdbc:h2:file:" + folder.resolve("index/index");
        Flyway.configure()
                .dataSource(url, "", "")
                .loggers()
                .locations("classpath:dev/retrace/cache/migration")
                .target("1")
                .load()
                .migrate();
        try (Connection old = DriverManager.getConnection(url, "", "");
                Statement statement = old.createStatement()) {
            statement.execute("INSERT INTO run VALUES ('20200101-000000-0000', 'w', NOW(), 'done', TRUE)");
        }
        Files.writeString(folder.resolve("index/schema"), "of the first version");

        try (Index index = caughtUp()) {
            assertEquals(documents("patch", 1), index.keyDocuments("patch", 9));
            assertEquals(1, index.runs(9).size(), "that of the files");
            assertEquals(1, index.findCells("a").size());
        }
        assertFalse(Files.exists(folder.resolve("index/broken.mv.db")));
    }

    @Test
    void damagedFilesAreLeftOut() throws IOException {
        publish("patch", 1);
        String hex = publish("patch", 2).key().hex();
        Files.writeString(folder.resolve("ac").resolve(hex.substring(0, 2)).resolve(hex + ".json"), "{");
        Files.writeString(store.runs().folder(store.runs().newId(MONDAY)).resolve("run.json"), "{");

        try (Index index = caughtUp()) {
            assertEquals(documents("patch", 1), index.keyDocuments("patch", 9));
            assertEquals(List.of(), index.runs(9));
        }
    }

    @Test
    void aKeyDocumentOfMegabytesIsKept() throws IOException {
        String document = "{\"inputs\":\"%s\",\"step\":\"patch\"}".formatted("x".repeat(5_000_000));
        store.actions().publish(Work.record(document, new TreeMap<>(), MONDAY));

        try (Index index = caughtUp()) {
            assertEquals(List.of(document), index.keyDocuments("patch", 9));
        }
    }

    @Test
    void aDeletedIndexIsBuiltAgain() throws IOException {
        publish("patch", 1);
        publish("patch", 2);
        caughtUp().close();
        Files.delete(folder.resolve("index/index.mv.db"));

        assertEquals(2, Index.rebuild(store));
        assertEquals(2, Index.rebuild(store));

        try (Index index = open(Duration.ZERO).orElseThrow()) {
            assertEquals(documents("patch", 2, 1), index.keyDocuments("patch", 9));
        }
    }

    @Test
    void aBrokenIndexIsMovedAsideAndBuiltAgain() throws IOException {
        publish("patch", 1);
        caughtUp().close();
        Path file = folder.resolve("index/index.mv.db");
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {100, 5000, whole.length / 2}) {
            Files.write(file, Arrays.copyOf(whole, length));

            try (Index index = caughtUp()) {
                assertEquals(documents("patch", 1), index.keyDocuments("patch", 9), "cut at " + length);
            }
        }
        Files.writeString(file, "no database at all".repeat(1000));

        caughtUp().close();

        assertTrue(Files.exists(folder.resolve("index/broken.mv.db")));
    }

    @Test
    void aSchemaOfAnotherVersionIsBuiltAgain() throws Exception {
        publish("patch", 1);
        try (Index index = caughtUp()) {
            assertFalse(index.keyDocuments("patch", 9).isEmpty());
        }
        String url = "jdbc:h2:file:" + folder.resolve("index/index");
        try (Connection other = DriverManager.getConnection(url, "", "");
                Statement statement = other.createStatement()) {
            statement.execute("UPDATE \"flyway_schema_history\" SET \"version\" = '99'");
            statement.execute("ALTER TABLE record RENAME COLUMN document TO text");
        }
        Files.writeString(folder.resolve("index/schema"), "of a later version");

        try (Index index = caughtUp()) {
            assertEquals(documents("patch", 1), index.keyDocuments("patch", 9));
        }
    }

    @Test
    void whileAnotherProcessHasItOneGoesWithout() throws Exception {
        publish("patch", 1);
        try (ChildJvm holder = ChildJvm.start(IndexHolder.class, folder.toString())) {
            assertEquals("holding", holder.line(), "and nothing from H2 or Flyway before");

            assertEquals(Optional.empty(), open(Duration.ofMillis(100)));
            String refusal = String.valueOf(assertThrows(
                            StoreException.class,
                            () -> Index.rebuild(store, folder.resolve("index"), Duration.ofMillis(100)))
                    .getMessage());
            assertTrue(refusal.startsWith("another process uses the index in "), refusal);

            holder.closeInput();
            try (Index index = open(Duration.ofSeconds(60)).orElseThrow()) {
                assertEquals(documents("patch", 1), index.keyDocuments("patch", 9));
            }
            assertEquals("", holder.line(), "and nothing after");
        }
    }

    @Test
    void theIndexOfAKilledProcessIsUsable() throws Exception {
        publish("patch", 1);
        try (ChildJvm holder = ChildJvm.start(IndexHolder.class, folder.toString())) {
            assertEquals("holding", holder.line());
            holder.kill();
        }

        try (Index index = caughtUp()) {
            assertEquals(documents("patch", 1), index.keyDocuments("patch", 9));
        }
    }

    @Test
    void aPlaceThatCannotHoldAnIndexIsDoneWithout() throws IOException {
        Path odd = folder.resolve("a;INIT=RUNSCRIPT FROM 'x'");

        assertEquals(Optional.empty(), Index.open(store, odd, Duration.ZERO));
        assertFalse(Files.exists(odd));
    }

    private Optional<Index> open(Duration wait) throws IOException {
        return Index.open(store, folder.resolve("index"), wait);
    }

    private Index caughtUp() throws IOException {
        Index index = open(Duration.ZERO).orElseThrow();
        index.catchUp();
        return index;
    }

    private ActionRecord publish(String step, int number) throws IOException {
        return store.actions().publish(Work.record(store, step, number, "output"));
    }

    private String run(String workflow, Instant started, String outcome, RunCell... cells) throws IOException {
        String id = store.runs().newId(started);
        store.runs().write(record(id, workflow, started, outcome.equals("running") ? null : started, outcome, cells));
        return id;
    }

    private static RunRecord record(
            String id, String workflow, Instant started, @Nullable Instant finished, String outcome, RunCell... cells) {
        return new RunRecord(id, workflow, "paper.yaml", started, finished, outcome, new TreeMap<>(), List.of(cells));
    }

    private static RunCell cell(String name, int number, String state) {
        String key = Work.key("patch", number).toString();
        return new RunCell(name, "trace", "patch", key, state, null, 0, "cpu", "", "");
    }

    private static List<String> documents(String step, int... numbers) {
        return Arrays.stream(numbers)
                .mapToObj(number -> Work.document(step, number))
                .toList();
    }
}
