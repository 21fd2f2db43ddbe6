package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {

    private static final byte[] BYTES = "subject,effect\nParis,0.5\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Store store;
    private ContentStore content;

    @BeforeEach
    void openStore() throws IOException {
        store = Store.open(folder.resolve("store"));
        content = store.content();
    }

    /** Sixteen folders show that there will be more; then one file makes them all. */
    @Test
    void aStoreThatGrowsHasAllItsFolders() throws IOException {
        Path blobs = folder.resolve("store/cas");
        int bytes = 0;
        while (folders(blobs) < 16) {
            content.put(new byte[bytes++]);
        }
        while (folders(blobs) == 16) {
            content.put(new byte[bytes++]);
        }

        assertEquals(256, folders(blobs));
        assertEquals(bytes, content.read(content.put(new byte[bytes])).length);
    }

    @Test
    void whatIsPutCanBeRead() throws IOException {
        Artifact artifact = content.put(BYTES);

        assertEquals(new Artifact(Digest.of(BYTES), BYTES.length), artifact);
        assertTrue(content.contains(artifact));
        assertArrayEquals(BYTES, content.read(artifact));
        assertEquals(
                folder.resolve("store/cas")
                        .resolve(artifact.digest().hex().substring(0, 2))
                        .resolve(artifact.digest().hex()),
                content.path(artifact.digest()));
        assertScratchIsEmpty();
    }

    @Test
    void nothingIsAnArtifactToo() throws IOException {
        Artifact nothing = content.put(new byte[0]);

        assertTrue(content.contains(nothing));
        assertEquals(0, content.read(nothing).length);
    }

    @Test
    void aCopiedFileStaysAndAMovedOneGoes() throws IOException {
        Path copied = Files.write(folder.resolve("copied"), BYTES);
        Path moved = Files.writeString(store.newScratch().resolve("moved"), "moved");

        Artifact first = content.put(copied);
        Artifact second = content.move(moved);

        assertTrue(Files.exists(copied));
        assertFalse(Files.exists(moved));
        assertArrayEquals(BYTES, content.read(first));
        assertEquals("moved", new String(content.read(second), StandardCharsets.UTF_8));
    }

    @Test
    void movingWhatIsThereAlreadyRemovesTheFile() throws IOException {
        Artifact first = content.put(BYTES);
        Path again = Files.write(folder.resolve("again"), BYTES);

        assertEquals(first, content.move(again));

        assertFalse(Files.exists(again));
        assertScratchIsEmpty();
    }

    @Test
    void aLinkIsNotMovedIntoTheStore() throws IOException {
        Path secret = Files.write(folder.resolve("secret"), BYTES);
        Path link = Files.createSymbolicLink(folder.resolve("link"), secret);

        assertThrows(StoreException.class, () -> content.move(link));

        assertTrue(Files.exists(link));
    }

    @Test
    void blobsAreReadOnly() throws IOException {
        Path blob = content.path(content.put(BYTES).digest());

        assertEquals("r--r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(blob)));
    }

    @Test
    void anotherSizeIsNotContained() throws IOException {
        Artifact artifact = content.put(BYTES);

        assertFalse(content.contains(new Artifact(artifact.digest(), BYTES.length + 1)));
        assertFalse(content.contains(new Artifact(Digest.of("other"), 5)));
    }

    @Test
    void changedBytesAreMovedAsideAndBecomeAMiss() throws IOException {
        Artifact artifact = content.put(BYTES);
        Path blob = content.path(artifact.digest());
        damage(blob, "subject,effect\nParis,0.9\n");

        CorruptArtifactException refusal = assertThrows(CorruptArtifactException.class, () -> content.read(artifact));

        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains(blob.toString()), message);
        assertTrue(message.contains("run again to compute it anew"), message);
        assertFalse(content.contains(artifact));
        content.put(BYTES);
        assertArrayEquals(BYTES, content.read(artifact));
    }

    @Test
    void verifyingReadsAllBytes() throws IOException {
        Artifact artifact = content.put(BYTES);
        content.verify(artifact);
        damage(content.path(artifact.digest()), "subject,effect\nParis,0.9\n");

        assertThrows(CorruptArtifactException.class, () -> content.verify(artifact));
    }

    @Test
    void aTruncatedBlobIsReplacedByTheNextPut() throws IOException {
        Artifact artifact = content.put(BYTES);
        damage(content.path(artifact.digest()), "sub");
        assertFalse(content.contains(artifact));

        content.put(BYTES);

        assertArrayEquals(BYTES, content.read(artifact));
    }

    @Test
    void aMissingBlobIsNamed() {
        Artifact never = new Artifact(Digest.of("never"), 5);

        CorruptArtifactException refusal = assertThrows(CorruptArtifactException.class, () -> content.read(never));

        assertEquals(
                content.path(never.digest()) + " is not in the store any more; run again to compute it anew",
                refusal.getMessage());
    }

    @Test
    void aReadOnlyStoreLeavesDamageWhereItIs() throws IOException {
        Artifact artifact = content.put(BYTES);
        Path blob = content.path(artifact.digest());
        damage(blob, "sub");
        ContentStore reader = Store.openReadOnly(store.root()).content();

        assertThrows(CorruptArtifactException.class, () -> reader.read(artifact));

        assertTrue(Files.exists(blob));
        assertThrows(StoreException.class, () -> reader.put("new".getBytes(StandardCharsets.UTF_8)));
    }

    private static void damage(Path blob, String bytes) throws IOException {
        Files.setPosixFilePermissions(blob, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(blob, bytes);
    }

    private void assertScratchIsEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(store.root().resolve("tmp"))) {
            assertEquals(0, entries.count());
        }
    }

    private static long folders(Path blobs) throws IOException {
        try (Stream<Path> folders = Files.list(blobs)) {
            return folders.count();
        }
    }
}
