package dev.retrace.cache.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.cache.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexPlaceTest {

    @TempDir
    Path folder;

    @Test
    void onALocalDiskItIsInTheStore() throws IOException {
        Store store = Store.open(folder.resolve("store"));

        assertEquals(folder.resolve("store/index"), place("ext4").folder(store));
        assertEquals(folder.resolve("store/index"), place("apfs").folder(store));
    }

    @Test
    void onANetworkFileSystemItIsWithTheUser() throws IOException {
        Store store = Store.open(folder.resolve("store"));

        for (String type : List.of("nfs", "nfs4", "lustre", "fuse.sshfs", "CIFS", "9p", "beegfs")) {
            assertEquals(ofUser(store), place(type).folder(store), type);
        }
    }

    @Test
    void ofAReadOnlyStoreItIsWithTheUserAndWorks() throws IOException {
        Store writer = Store.open(folder.resolve("store"));
        writer.actions().publish(Work.record(writer, "patch", 1, "output"));
        Store reader = Store.openReadOnly(writer.root());
        Path place = place("ext4").folder(reader);
        assertEquals(ofUser(writer), place);

        try (Index index = Index.open(reader, place, Duration.ZERO).orElseThrow()) {
            index.catchUp();
            assertEquals(List.of(Work.document("patch", 1)), index.keyDocuments("patch", 9));
        }

        assertFalse(Files.exists(reader.root().resolve("index")));
    }

    @Test
    void aPathThatH2WouldReadSettingsFromIsNotUsed() throws IOException {
        Store store = Store.open(folder.resolve("a;b"));

        assertEquals(ofUser(store), place("ext4").folder(store));
    }

    @Test
    void theSchemaIsMadeOfAllMigrations() throws Exception {
        Path first = Path.of(IndexPlaceTest.class
                .getResource("/dev/retrace/cache/migration/V1__index.sql")
                .toURI());
        try (Stream<Path> migrations = Files.list(first.getParent())) {
            List<String> names = migrations
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();

            assertEquals(names, IndexDatabase.VERSIONS);
            assertTrue(names.contains("V1__index.sql"));
        }
    }

    private IndexPlace place(String type) {
        return new IndexPlace(folder.resolve("cache"), type);
    }

    private Path ofUser(Store store) throws IOException {
        return folder.resolve("cache/retrace")
                .resolve(Digest.of(store.root().toRealPath().toString()).hex());
    }
}
