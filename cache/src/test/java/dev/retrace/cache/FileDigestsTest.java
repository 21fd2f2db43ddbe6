package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDigestsTest {

    @TempDir
    Path folder;

    private Store store;
    private Path file;

    @BeforeEach
    void openStore() throws IOException {
        store = Store.open(folder.resolve("store"));
        file = Files.writeString(folder.resolve("weights"), "aaaa").toRealPath();
    }

    @Test
    void aFreshFileIsNotTrustedToBeUnchanged() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        assertEquals(Digest.of("aaaa"), store.files().of(file));

        Files.writeString(file, "bbbb");
        Files.setLastModifiedTime(file, time);

        assertEquals(Digest.of("bbbb"), store.files().of(file));
        assertEquals(List.of(), remembered());
    }

    /**
     * That the memory is used shows only where it lies: so it is made to lie. Then the bytes change, but
     * neither size nor modification time, as an archive tool would do; the change time gives it away.
     */
    @Test
    void aSettledFileIsReadOnceUntilAnythingAboutItChanges() throws Exception {
        FileTime time = Files.getLastModifiedTime(file);
        Thread.sleep(2100); // the file must settle
        assertEquals(Digest.of("aaaa"), store.files().of(file));
        Path memory = remembered().get(0);
        String lie = Files.readString(memory)
                .replace(Digest.of("aaaa").hex(), Digest.of("lie").hex());
        Files.writeString(memory, lie);
        assertEquals(Digest.of("lie"), Store.open(store.root()).files().of(file));
        assertEquals(Digest.of("lie"), Store.openReadOnly(store.root()).files().of(file));

        Files.writeString(file, "bbbb");
        Files.setLastModifiedTime(file, time);

        assertEquals(Digest.of("bbbb"), Store.open(store.root()).files().of(file));
        assertEquals(Digest.of("bbbb"), store.files().of(file));
    }

    @Test
    void anUnreadableMemoryIsForgotten() throws Exception {
        Thread.sleep(2100);
        store.files().of(file);
        Path memory = remembered().get(0);
        for (String damage : new String[] {
            "", "{\"path\":", "{}", "[]", Files.readString(memory).replace("sha", "md")
        }) {
            Files.writeString(memory, damage);

            assertEquals(Digest.of("aaaa"), Store.open(store.root()).files().of(file));
        }
        Files.write(memory, new byte[] {(byte) 0xff});
        assertEquals(Digest.of("aaaa"), Store.open(store.root()).files().of(file));
    }

    @Test
    void bytesAreFoundInTheStoreFirst() throws IOException {
        store.files().of(file);
        assertEquals(Optional.of(file), store.files().locate(Digest.of("aaaa")));

        Artifact inStore = store.content().put(file);

        assertEquals(
                Optional.of(store.content().path(inStore.digest())),
                store.files().locate(inStore.digest()));
        assertEquals(Optional.empty(), store.files().locate(Digest.of("never")));
    }

    @Test
    void bytesAreFoundAgainByAnotherProcessIfTheyAreStillTheSame() throws IOException {
        Path copy = Files.copy(file, folder.resolve("copy")).toRealPath();
        store.files().of(copy);
        store.files().of(file);

        assertEquals(Optional.of(file), Store.open(store.root()).files().locate(Digest.of("aaaa")));
        Files.writeString(file, "bbbb");
        assertEquals(Optional.of(copy), Store.openReadOnly(store.root()).files().locate(Digest.of("aaaa")));
        Files.delete(copy);
        assertEquals(Optional.empty(), Store.open(store.root()).files().locate(Digest.of("aaaa")));
    }

    @Test
    void aReadOnlyStoreRemembersForTheProcess() throws IOException {
        Store reader = Store.openReadOnly(store.root());

        assertEquals(Digest.of("aaaa"), reader.files().of(file));

        assertEquals(Optional.of(file), reader.files().locate(Digest.of("aaaa")));
    }

    @Test
    void linksAreFollowed() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        assertEquals(Digest.of("aaaa"), store.files().of(link));
        assertEquals(Optional.of(file), store.files().locate(Digest.of("aaaa")));
    }

    @Test
    void aFolderHasNoDigest() {
        assertEquals(
                "only a plain file has a digest, but " + folder + " is none",
                assertThrows(StoreException.class, () -> store.files().of(folder))
                        .getMessage());
    }

    private List<Path> remembered() throws IOException {
        Path stamps = store.root().resolve("files/stamps");
        if (!Files.exists(stamps)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(stamps)) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            assertTrue(found.size() <= 1);
            return found;
        }
    }
}
