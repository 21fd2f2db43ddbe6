package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.process.Holder;
import dev.retrace.cache.process.ProcessIdentity;
import dev.retrace.cache.verify.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What machines and people do to a store while it is used. */
class ConditionsTest {

    private static final byte[] MEGABYTE = new byte[1 << 20];

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void openStore() throws IOException {
        store = Store.open(folder.resolve("store"));
    }

    /** A limit on the size of files is met in the middle of a write, as a full disk is, and by everybody. */
    @Test
    void whereNoMoreCanBeWrittenNothingHalfIsPublished() throws Exception {
        ActionRecord before = store.actions().publish(Work.record(store, "patch", 1, "before"));

        String said = limited("ulimit -f 512"); // 256 or 512 kB

        assertTrue(said.contains("IOException: File too large"), said);
        assertWholeAndWorking(store, before);
    }

    @Test
    void onAFullDiskNothingHalfIsPublished() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Assumptions.assumeTrue(
                shell("mount -t tmpfs -o size=700k tmpfs " + disk).code() == 0, "a small file system needs root");
        try {
            store = Store.open(disk);
            ActionRecord before = store.actions().publish(Work.record(store, "patch", 1, "before"));

            IOException full =
                    assertThrows(IOException.class, () -> store.content().put(MEGABYTE));

            assertTrue(String.valueOf(full.getMessage()).contains("No space left"), full.toString());
            assertWholeAndWorking(store, before);
        } finally {
            shell("umount -l " + disk);
        }
    }

    /** Once with a store that is open, once with one that is opened then. */
    @ParameterizedTest
    @ValueSource(strings = {"tmp", "leases", "cas", "ac", "runs", "index", "files", "store.json"})
    void whateverPartIsDeletedMeanwhileTheWorkGoesOn(String part) throws IOException {
        work(store, 1);
        delete(folder.resolve("store").resolve(part));

        work(store, 2);
        store.recover();
        delete(folder.resolve("store").resolve(part));
        Store again = Store.open(folder.resolve("store"));
        again.recover();
        work(again, 3);

        assertTrue(again.actions().find(Work.key("patch", 3)).isPresent());
        assertEquals(
                List.of(),
                Stream.of(
                                new Verifier(again, digest -> true, (read, of) -> {}).verify(),
                                new Verifier(again, digest -> true, (read, of) -> {}).verify())
                        .skip(1)
                        .flatMap(found -> found.findings().stream())
                        .toList());
    }

    @Test
    void aLeaseWhoseFileIsGoneIsGivenBackQuietly() throws IOException {
        Digest key = Digest.of("key");
        Lease lease = store.leases().acquire(key).orElseThrow();
        delete(folder.resolve("store/leases"));

        lease.close();

        store.leases().acquire(key).orElseThrow().close();
    }

    /** Whether a holder lives is asked of the system and of its heartbeat, never of a file's time. */
    @ParameterizedTest
    @ValueSource(strings = {"1999-01-01T00:00:00Z", "2077-01-01T00:00:00Z"})
    void leasesDoNotCareForTheWallClock(String time) throws IOException {
        Digest key = Digest.of("key");
        Digest dead = Digest.of("dead");
        Path leases = folder.resolve("store/leases");
        ProcessIdentity self = ProcessIdentity.current();
        Files.write(
                leases.resolve(dead.hex() + ".json"),
                Lease.write(new Holder(self.host(), "another-boot", 1, 1, "dead", 0)));
        try (Lease lease = store.leases().acquire(key).orElseThrow();
                Stream<Path> files = Files.list(leases)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
            }
            store.recover();

            assertEquals(key, lease.key());
            assertTrue(store.leases().acquire(key).isEmpty());
            assertTrue(store.leases().acquire(dead).isPresent());
        }
    }

    @Test
    void recordsAndRunsOfAnyTimeAreServed() throws IOException {
        for (String time : new String[] {"1970-01-01T00:00:00Z", "2999-12-31T23:59:59Z"}) {
            Instant started = Instant.parse(time);
            TreeMap<String, Artifact> outputs = new TreeMap<>();
            outputs.put("table", store.content().put(time.getBytes(StandardCharsets.UTF_8)));
            ActionRecord record = store.actions().publish(Work.record(Work.document(time, 1), outputs, started));
            String run = store.runs().newId(started);
            store.runs().write(new RunRecord(run, "w", "w.yaml", started, started, "done", new TreeMap<>(), List.of()));

            assertEquals(record, store.actions().find(record.key()).orElseThrow());
            assertEquals(started, store.runs().read(run).orElseThrow().started());
        }
        assertEquals(2, store.runs().ids().size());
    }

    /** Git's rule: a stamp says nothing about a file that may have changed within the clock's grain. */
    @Test
    void aFileFromTheFutureIsReadEachTime() throws IOException {
        Path file = Files.writeString(folder.resolve("weights"), "one");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2077-01-01T00:00:00Z")));
        assertEquals(Digest.of("one"), store.files().of(file));
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2077-01-01T00:00:00Z")));

        assertEquals(Digest.of("two"), store.files().of(file));
    }

    /** Permissions do not bind root, so as root a read-only mount stands in. */
    @Test
    void aStoreOnAReadOnlyDiskIsRefusedForWritingAndCanBeRead() throws Exception {
        ActionRecord record = store.actions().publish(Work.record(store, "patch", 1, "table"));
        Path root = store.root();
        boolean mounted = shell("mount --bind " + root + " " + root + " && mount -o remount,ro,bind " + root)
                        .code()
                == 0;
        if (!mounted) {
            shell("chmod -R a-w " + root);
        }
        try {
            Assumptions.assumeFalse(Files.isWritable(root), "as root a read-only folder needs a mount");
            String refusal = String.valueOf(
                    assertThrows(StoreException.class, () -> Store.open(root)).getMessage());
            Store reader = Store.openReadOnly(root);

            assertTrue(refusal.startsWith("the store " + root + " cannot be written ("), refusal);
            assertEquals(record, reader.actions().find(record.key()).orElseThrow());
            assertArrayEquals(
                    "table".getBytes(StandardCharsets.UTF_8), reader.content().read(record.output("table")));
            assertEquals(
                    reader.content().path(record.output("table").digest()),
                    reader.lend(record.output("table").digest()));
            assertTrue(new Verifier(reader, digest -> true, (read, of) -> {})
                    .verify()
                    .sound());
        } finally {
            shell(mounted ? "umount -l " + root : "chmod -R u+w " + root);
        }
    }

    private static void work(Store store, int number) throws IOException {
        Digest key = Work.key("patch", number);
        try (Lease lease = store.leases().acquire(key).orElseThrow()) {
            assertEquals(key, lease.key());
            Path scratch = store.newScratch();
            Files.delete(scratch);
            String run = store.runs().newId(Instant.now());
            store.actions().publish(Work.record(store, "patch", number, "table " + number));
            store.runs().write(run, "report.html", new byte[] {1});
        }
    }

    private static void assertWholeAndWorking(Store store, ActionRecord before) throws IOException {
        store.recover();
        assertEquals(before, store.actions().find(before.key()).orElseThrow());
        for (Digest digest : store.content().blobs().keySet()) {
            assertEquals(digest, Digest.ofFile(store.content().path(digest)));
        }
        try (Stream<Path> scratch = Files.list(store.root().resolve("tmp"))) {
            assertEquals(0, scratch.count());
        }
        ActionRecord after = store.actions().publish(Work.record(store, "patch", 2, "after"));
        assertEquals(after, store.actions().find(after.key()).orElseThrow());
    }

    private record Said(int code, String text) {}

    private static Said shell(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Said(process.exitValue(), text);
    }

    /** What a process says that puts a megabyte into the store under a limit of the shell. */
    private String limited(String limit) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return shell("%s && exec '%s' -XX:-UsePerfData -cp '%s' %s '%s'"
                        .formatted(limit, java, path, LargeWork.class.getName(), store.root()))
                .text();
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> all = Files.walk(tree)) {
                for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(path);
                }
            }
        }
        assertFalse(Files.exists(tree));
    }
}
