package dev.retrace.cache.index;

import static dev.retrace.cache.index.IndexedStore.cell;
import static dev.retrace.cache.index.IndexedStore.documents;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.ChildJvm;
import dev.retrace.cache.StoreException;
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
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old, damaged, deleted and occupied indexes: the files say it all again. */
class IndexRecoveryTest {

    private static final Instant MONDAY = Instant.parse("2026-11-16T09:00:00Z");

    @TempDir
    Path folder;

    private IndexedStore indexed;

    @BeforeEach
    void openStore() throws IOException {
        indexed = IndexedStore.open(folder);
    }

    @Test
    void theFirstVersionsIndexIsMigrated() throws Exception {
        indexed.publish("patch", 1);
        indexed.run("paper", MONDAY, "done", cell("a", 1, "computed"));
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

        try (Index index = indexed.caughtUp()) {
            assertEquals(documents("patch", 1), index.keyDocuments("patch", 9));
            assertEquals(1, index.runs(9).size(), "that of the files");
            assertEquals(1, index.findCells("a").size());
        }
        assertFalse(Files.exists(folder.resolve("index/broken.mv.db")));
    }

    @Test
    void damagedFilesAreLeftOut() throws IOException {
        indexed.publish("patch", 1);
        String hex = indexed.publish("patch", 2).key().hex();
        Files.writeString(folder.resolve("ac").resolve(hex.substring(0, 2)).resolve(hex + ".json"), "{");
        Files.writeString(
                indexed.store()
                        .runs()
                        .folder(indexed.store().runs().newId(MONDAY))
                        .resolve("run.json"),
                "{");

        try (Index index = indexed.caughtUp()) {
            assertEquals(documents("patch", 1), index.keyDocuments("patch", 9));
            assertEquals(List.of(), index.runs(9));
        }
    }

    @Test
    void aDeletedIndexIsBuiltAgain() throws IOException {
        indexed.publish("patch", 1);
        indexed.publish("patch", 2);
        indexed.caughtUp().close();
        Files.delete(folder.resolve("index/index.mv.db"));

        assertEquals(2, Index.rebuild(indexed.store()));
        assertEquals(2, Index.rebuild(indexed.store()));

        try (Index index = indexed.open(Duration.ZERO).orElseThrow()) {
            assertEquals(documents("patch", 2, 1), index.keyDocuments("patch", 9));
        }
    }

    @Test
    void aBrokenIndexIsMovedAsideAndBuiltAgain() throws IOException {
        indexed.publish("patch", 1);
        indexed.caughtUp().close();
        Path file = folder.resolve("index/index.mv.db");
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {100, 5000, whole.length / 2}) {
            Files.write(file, Arrays.copyOf(whole, length));

            try (Index index = indexed.caughtUp()) {
                assertEquals(documents("patch", 1), index.keyDocuments("patch", 9), "cut at " + length);
            }
        }
        Files.writeString(file, "no database at all".repeat(1000));

        indexed.caughtUp().close();

        assertTrue(Files.exists(folder.resolve("index/broken.mv.db")));
    }

    @Test
    void aSchemaOfAnotherVersionIsBuiltAgain() throws Exception {
        indexed.publish("patch", 1);
        try (Index index = indexed.caughtUp()) {
            assertFalse(index.keyDocuments("patch", 9).isEmpty());
        }
        String url = "jdbc:h2:file:" + folder.resolve("index/index");
        try (Connection other = DriverManager.getConnection(url, "", "");
                Statement statement = other.createStatement()) {
            statement.execute("UPDATE \"flyway_schema_history\" SET \"version\" = '99'");
            statement.execute("ALTER TABLE record RENAME COLUMN document TO text");
        }
        Files.writeString(folder.resolve("index/schema"), "of a later version");

        try (Index index = indexed.caughtUp()) {
            assertEquals(documents("patch", 1), index.keyDocuments("patch", 9));
        }
    }

    @Test
    void whileAnotherProcessHasItOneGoesWithout() throws Exception {
        indexed.publish("patch", 1);
        try (ChildJvm holder = ChildJvm.start(IndexHolder.class, folder.toString())) {
            assertEquals("holding", holder.line(), "and nothing from H2 or Flyway before");

            assertEquals(Optional.empty(), indexed.open(Duration.ofMillis(100)));
            String refusal = String.valueOf(assertThrows(
                            StoreException.class,
                            () -> Index.rebuild(indexed.store(), folder.resolve("index"), Duration.ofMillis(100)))
                    .getMessage());
            assertTrue(refusal.startsWith("another process uses the index in "), refusal);

            holder.closeInput();
            try (Index index = indexed.open(Duration.ofSeconds(60)).orElseThrow()) {
                assertEquals(documents("patch", 1), index.keyDocuments("patch", 9));
            }
            assertEquals("", holder.line(), "and nothing after");
        }
    }

    @Test
    void theIndexOfAKilledProcessIsUsable() throws Exception {
        indexed.publish("patch", 1);
        try (ChildJvm holder = ChildJvm.start(IndexHolder.class, folder.toString())) {
            assertEquals("holding", holder.line());
            holder.kill();
        }

        try (Index index = indexed.caughtUp()) {
            assertEquals(documents("patch", 1), index.keyDocuments("patch", 9));
        }
    }

    @Test
    void aPlaceThatCannotHoldAnIndexIsDoneWithout() throws IOException {
        Path odd = folder.resolve("a;INIT=RUNSCRIPT FROM 'x'");

        assertEquals(Optional.empty(), Index.open(indexed.store(), odd, Duration.ZERO));
        assertFalse(Files.exists(odd));
    }
}
