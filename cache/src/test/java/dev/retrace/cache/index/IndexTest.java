package dev.retrace.cache.index;

import static dev.retrace.cache.index.IndexedStore.cell;
import static dev.retrace.cache.index.IndexedStore.documents;
import static dev.retrace.cache.index.IndexedStore.record;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an index answers. */
class IndexTest {

    private static final Instant MONDAY = Instant.parse("2026-11-16T09:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-11-17T09:00:00Z");

    @TempDir
    Path folder;

    private IndexedStore indexed;

    @BeforeEach
    void openStore() throws IOException {
        indexed = IndexedStore.open(folder);
    }

    @Test
    void keyDocumentsOfAStepAreNewestFirst() throws IOException {
        indexed.publish("patch", 1);
        indexed.publish("patch", 3);
        indexed.publish("patch", 2);
        indexed.publish("plot", 4);

        try (Index index = indexed.caughtUp()) {
            assertEquals(documents("patch", 3, 2, 1), index.keyDocuments("patch", 9));
            assertEquals(documents("patch", 3), index.keyDocuments("patch", 1));
            assertEquals(List.of(), index.keyDocuments("train", 9));
        }
    }

    /** Monday's run had keys 1, 2; Tuesday's 3, 2: so 2 was seen last on Tuesday, after 3. */
    @Test
    void keyDocumentsOfAWorkflowsStepFollowItsRuns() throws IOException {
        for (int number = 1; number <= 4; number++) {
            indexed.publish("patch", number);
        }
        indexed.run("paper", MONDAY, "done", cell("trace#1", 1, "computed"), cell("trace#2", 2, "computed"));
        indexed.run("paper", TUESDAY, "done", cell("trace#1", 3, "computed"), cell("trace#2", 2, "served"));
        indexed.run("other", TUESDAY, "done", cell("trace#1", 4, "computed"));

        try (Index index = indexed.caughtUp()) {
            assertEquals(documents("patch", 3, 2, 1), index.keyDocumentsOf("paper", "trace", 9));
            assertEquals(documents("patch", 3, 2), index.keyDocumentsOf("paper", "trace", 2));
            assertEquals(List.of(), index.keyDocumentsOf("paper", "figure", 9));
        }
    }

    @Test
    void earlierCellsHaveTheirNamesAndAlsoKeysWhoseRecordIsGone() throws IOException {
        indexed.publish("patch", 1);
        indexed.publish("patch", 3);
        String monday =
                indexed.run("paper", MONDAY, "done", cell("trace#1", 1, "computed"), cell("trace#2", 2, "computed"));
        String tuesday =
                indexed.run("paper", TUESDAY, "done", cell("trace#1", 3, "computed"), cell("trace#2", 4, "failed"));

        try (Index index = indexed.caughtUp()) {
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
        String monday = indexed.run("paper", MONDAY, "done", cell("trace#1", 1, "computed"));
        indexed.run("paper", TUESDAY, "done", cell("trace#1", 1, "served"), cell("again", 1, "adopted"));
        indexed.run("other", TUESDAY, "done", cell("trace#1", 1, "served"), cell("trace#2", 2, "served"));

        try (Index index = indexed.caughtUp()) {
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
        String first = indexed.run("paper", MONDAY, "failed", cell("a", 1, "computed"), cell("b", 2, "failed"));
        String second = indexed.run("paper", TUESDAY, "done", cell("a", 1, "served"), cell("b", 2, "served"));
        String empty = indexed.run("empty", TUESDAY, "running");

        try (Index index = indexed.caughtUp()) {
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
        String oldest =
                indexed.run("paper", MONDAY, "done", cell("trace#1", 1, "computed"), cell("trace#2", 2, "computed"));
        String newest = indexed.run("paper", TUESDAY, "failed", cell("trace#1", 3, "failed"));

        try (Index index = indexed.caughtUp()) {
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
        indexed.publish("patch", 1);
        indexed.publish("patch", 2);
        indexed.run("paper", MONDAY, "done", cell("old", 1, "computed"));
        String newest = indexed.run("paper", TUESDAY, "done", cell("new", 1, "served"));
        String seen = Work.key("patch", 1).hex();
        String unseen = Work.key("patch", 2).hex();

        try (Index index = indexed.caughtUp()) {
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
        ActionRecord gone = indexed.publish("patch", 1);
        String goneRun = indexed.run("paper", MONDAY, "done", cell("a", 1, "computed"));
        String running = indexed.run("paper", TUESDAY, "running");
        indexed.caughtUp().close();
        indexed.publish("patch", 2);
        indexed.store().actions().remove(gone.key());
        Files.delete(indexed.store().runs().folder(goneRun).resolve("run.json"));
        Files.delete(indexed.store().runs().folder(goneRun).resolve("process.json"));
        Files.delete(indexed.store().runs().folder(goneRun));
        indexed.store().runs().write(record(running, "paper", TUESDAY, TUESDAY, "done", cell("a", 2, "computed")));

        try (Index index = indexed.caughtUp()) {
            assertEquals(documents("patch", 2), index.keyDocuments("patch", 9));
            assertEquals(
                    List.of(new RunSummary(running, "paper", TUESDAY, "done", new TreeMap<>(Map.of("computed", 1)))),
                    index.runs(9));
        }
    }

    /** Four runs, of which the newest three keep their cells; another workflow's only one keeps its own. */
    @Test
    void ofEachWorkflowTheNewestRunsKeepTheirCells() throws IOException {
        indexed.run("other", MONDAY, "done", cell("elsewhere", 1, "computed"));
        indexed.run("paper", MONDAY, "done", cell("first", 1, "computed"));
        indexed.caughtUp().close();
        for (String name : List.of("second", "third", "fourth")) {
            indexed.run("paper", TUESDAY, "done", cell(name, 1, "served"));
        }

        try (Index index = indexed.caughtUp()) {
            assertEquals(List.of(), index.findCells("first"));
            assertEquals(1, index.findCells("second").size());
            assertEquals(1, index.findCells("fourth").size());
            assertEquals(1, index.findCells("elsewhere").size());
            assertEquals(
                    new TreeMap<>(Map.of("computed", 1)), index.runs(9).get(3).cells(), "counts stay");
        }
        assertEquals(0, Index.rebuild(indexed.store()));
        try (Index index = indexed.caughtUp()) {
            assertEquals(List.of(), index.findCells("first"), "made anew it is the same");
            assertEquals(1, index.findCells("second").size());
        }
    }

    @Test
    void aKeyDocumentOfMegabytesIsKept() throws IOException {
        String document = "{\"inputs\":\"%s\",\"step\":\"patch\"}".formatted("x".repeat(5_000_000));
        indexed.store().actions().publish(Work.record(document, new TreeMap<>(), MONDAY));

        try (Index index = indexed.caughtUp()) {
            assertEquals(List.of(document), index.keyDocuments("patch", 9));
        }
    }
}
