package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retrace.cache.process.ProcessIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

    /** More than Linux ever gives. */
    private static final long NO_PROCESS = 99_999_999;

    @TempDir
    Path folder;

    @Test
    void aStoreIsMadeOnceAndOpenedAgain() throws IOException {
        Store store = Store.open(folder.resolve("a/b"));
        Artifact artifact = store.content().put(new byte[] {1});

        Store again = Store.open(folder.resolve("a/b"));

        assertTrue(again.content().contains(artifact));
        assertTrue(again.writable());
        assertEquals("{\"format\":1}", Files.readString(folder.resolve("a/b/store.json")));
    }

    /** A file in the way fails for root too, unlike a missing permission. */
    @Test
    void aStoreThatCannotBeWrittenSaysWhatToDo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        for (Path root : new Path[] {file, file.resolve("store")}) {
            String message = String.valueOf(
                    assertThrows(StoreException.class, () -> Store.open(root)).getMessage());

            assertTrue(message.startsWith("the store " + root + " cannot be written ("), message);
            assertTrue(message.endsWith("or choose another place with --store DIR or RETRACE_STORE"), message);
        }
    }

    @Test
    void anExistingStoreWhoseScratchCannotBeWrittenIsNoticedOnOpening() throws IOException {
        Store.open(folder);
        Files.delete(folder.resolve("tmp"));
        Files.writeString(folder.resolve("tmp"), "");

        assertThrows(StoreException.class, () -> Store.open(folder));
    }

    @Test
    void aNewerFormatIsRefused() throws IOException {
        Store.open(folder);
        Files.writeString(folder.resolve("store.json"), "{\"format\":2}");

        assertEquals(
                "the store " + folder + " has format 2, but this Retrace knows formats up to 1; update Retrace, or "
                        + "choose another place with --store DIR or RETRACE_STORE",
                assertThrows(StoreException.class, () -> Store.open(folder)).getMessage());
        assertThrows(StoreException.class, () -> Store.openReadOnly(folder));
    }

    @Test
    void aFormatThatCannotBeReadIsRefused() throws IOException {
        Store.open(folder);
        for (String text : new String[] {"", "[]", "{\"format\":\"1\"}", "{\"format\":0}"}) {
            Files.writeString(folder.resolve("store.json"), text);

            assertThrows(StoreException.class, () -> Store.open(folder), text);
        }
    }

    @Test
    void aReadOnlyStoreReadsButDoesNotChange() throws IOException {
        Store writer = Store.open(folder);
        ActionRecord record = writer.actions().publish(Work.record(writer, "patch", 1, "table"));
        Store reader = Store.openReadOnly(folder);

        assertFalse(reader.writable());
        assertTrue(reader.actions().find(record.key()).isPresent());
        assertThrows(StoreException.class, () -> reader.actions().publish(record));
        assertThrows(StoreException.class, () -> reader.leases().acquire(record.key()));
        assertThrows(StoreException.class, () -> reader.runs().newId(Work.NOON));
        assertThrows(StoreException.class, reader::newScratch);
        assertThrows(StoreException.class, reader::recover);
    }

    @Test
    void whereThereIsNoStoreNoneIsReadOrMade() {
        Path nowhere = folder.resolve("nowhere");

        assertThrows(StoreException.class, () -> Store.openReadOnly(nowhere));

        assertFalse(Files.exists(nowhere));
    }

    @Test
    void scratchFoldersAreUniqueAndNameTheirOwner() throws IOException {
        Store store = Store.open(folder);

        Path one = store.newScratch();
        Path two = store.newScratch();

        assertNotEquals(one, two);
        assertTrue(Files.isDirectory(one));
        assertTrue(one.getFileName()
                .toString()
                .contains("-" + ProcessIdentity.current().pid() + "-"));
    }

    @Test
    void recoveryRemovesWhatTheDeadLeft() throws IOException {
        Store store = Store.open(folder);
        Path own = store.newScratch();
        Path dead = leftBy(NO_PROCESS, own);
        Files.createDirectories(dead.resolve("deep/er"));
        Files.writeString(dead.resolve("deep/er/file"), "half");
        Files.createSymbolicLink(dead.resolve("link"), own);
        Path half = Files.writeString(Path.of(leftBy(NO_PROCESS, own) + ".part"), "half");
        Path far = Files.createDirectory(folder.resolve("tmp/far-abc-" + NO_PROCESS + "-1-0123456789abcdef"));
        Path strange = Files.writeString(folder.resolve("tmp/strange"), "");

        store.recover();

        assertFalse(Files.exists(dead));
        assertFalse(Files.exists(half));
        assertTrue(Files.exists(own));
        assertTrue(Files.exists(far), "another machine's process may live");
        assertTrue(Files.exists(strange), "not ours to delete");
    }

    /** This very process id, of a process that started at another time or before the machine did. */
    @Test
    void aReusedProcessIdDoesNotKeepScratchAlive() throws IOException {
        Store store = Store.open(folder);
        ProcessIdentity self = ProcessIdentity.current();
        Path own = store.newScratch();
        String name = own.getFileName().toString();
        Path older = Files.createDirectory(own.resolveSibling(name.replace("-" + self.start() + "-", "-1-")));
        String boot = self.bootId().replace("-", "");
        Path before = Files.createDirectory(own.resolveSibling(name.replace("-" + boot + "-", "-0-")));

        store.recover();

        assertTrue(Files.exists(own));
        assertFalse(Files.exists(older));
        assertFalse(Files.exists(before));
    }

    /** Where nobody waits for the killed, as in a container without an init, they stay zombies. */
    @Test
    void aZombieOwnsNothing() throws Exception {
        Process zombie = new ProcessBuilder("bash", "-c", "sleep 0 & echo $!; exec sleep 60").start();
        try (BufferedReader line = zombie.inputReader()) {
            long pid = Long.parseLong(line.readLine());
            String[] stat = stat(pid);
            while (!stat[0].equals("Z")) {
                Thread.sleep(10);
                stat = stat(pid);
            }
            Store store = Store.open(folder);
            ProcessIdentity self = ProcessIdentity.current();
            Path own = store.newScratch();
            Path left = Files.createDirectory(own.resolveSibling(own.getFileName()
                    .toString()
                    .replace("-" + self.pid() + "-" + self.start() + "-", "-" + pid + "-" + stat[19] + "-")));

            store.recover();

            assertFalse(Files.exists(left));
        } finally {
            zombie.destroyForcibly();
        }
    }

    private static String[] stat(long pid) throws IOException {
        Path file = Path.of("/proc", Long.toString(pid), "stat");
        assumeTrue(Files.exists(file), "only Linux shows processes as files");
        String line = Files.readString(file);
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }

    private static Path leftBy(long pid, Path like) {
        String own = "-" + ProcessIdentity.current().pid() + "-";
        return like.resolveSibling(like.getFileName().toString().replace(own, "-" + pid + "-"));
    }
}
