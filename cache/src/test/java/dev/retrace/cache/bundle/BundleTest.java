package dev.retrace.cache.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.cache.verify.Verifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {

    @TempDir
    Path folder;

    private SmallRun small;
    private Store other;
    private Path bundle;

    @BeforeEach
    void makeARun() throws IOException {
        small = SmallRun.in(Store.open(folder.resolve("store")));
        other = Store.open(folder.resolve("other"));
        bundle = folder.resolve("run.tar");
    }

    @Test
    void aRunArrivesWithAllThatItRestsOn() throws IOException {
        BundleSummary sent = new BundleWriter(small.store()).write(small.run(), bundle);
        BundleSummary come = new BundleReader(other).read(bundle);

        assertEquals(sent, come);
        assertEquals(2, come.records());
        assertEquals(4, come.blobs(), "two outputs, a log and a shard");
        assertEquals(List.of(SmallRun.WEIGHTS), come.elsewhere());
        for (ActionRecord record : small.records()) {
            assertEquals(record, other.actions().find(record.key()).orElseThrow());
        }
        assertArrayEquals(SmallRun.SHARD, other.content().read(small.shard()));
        assertEquals(small.store().runs().read(small.run()), other.runs().read(small.run()));
        assertEquals("<p>", Files.readString(other.runs().folder(small.run()).resolve("report.html")));
        assertEquals("<svg>", Files.readString(other.runs().folder(small.run()).resolve("figures/1.svg")));
        assertFalse(Files.exists(other.runs().folder(small.run()).resolve("logs")));
        assertFalse(Files.exists(other.runs().folder(small.run()).resolve("process.json")));
        assertTrue(
                new Verifier(other, digest -> true, (read, of) -> {}).verify().sound());
        assertScratchIsEmpty();
    }

    @Test
    void theSameRunGivesTheSameBytesAlsoFromTheStoreThatItCameTo() throws IOException {
        Path again = folder.resolve("again.tar");
        new BundleWriter(small.store()).write(small.run(), bundle);
        new BundleReader(other).read(bundle);

        new BundleWriter(other).write(small.run(), again);

        assertEquals(-1, Files.mismatch(bundle, again));
    }

    @Test
    void whatIsThereStaysAsItIs() throws IOException {
        new BundleWriter(small.store()).write(small.run(), bundle);
        new BundleReader(other).read(bundle);
        Path report = other.runs().folder(small.run()).resolve("report.html");
        Files.writeString(report, "annotated");

        new BundleReader(other).read(bundle);

        assertEquals("annotated", Files.readString(report));
    }

    @Test
    void gnuTarReadsABundleAndMakesAStoreOfIt() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/bin/tar")), "needs GNU tar");
        new BundleWriter(small.store()).write(small.run(), bundle);
        Path unpacked = Files.createDirectory(folder.resolve("unpacked"));

        Process tar = new ProcessBuilder("/bin/tar", "-xf", bundle.toString(), "-C", unpacked.toString())
                .inheritIO()
                .start();

        assertEquals(0, tar.waitFor());
        Store store = Store.open(unpacked);
        assertTrue(store.actions().find(small.records().get(0).key()).isPresent());
        assertTrue(
                new Verifier(store, digest -> true, (read, of) -> {}).verify().sound());
    }

    @Test
    void aDamagedBlobIsNotSent() throws IOException {
        Path blob = small.store().content().path(small.shard().digest());
        Files.setPosixFilePermissions(blob, PosixFilePermissions.fromString("rw-r--r--"));
        Files.write(blob, new byte[SmallRun.SHARD.length]);

        BundleException refusal =
                assertThrows(BundleException.class, () -> new BundleWriter(small.store()).write(small.run(), bundle));

        assertTrue(String.valueOf(refusal.getMessage()).contains("is damaged, or changed meanwhile"));
        assertFalse(Files.exists(bundle));
    }

    @Test
    void aRunWhoseRecordIsGoneIsNotSent() throws IOException {
        small.store().actions().remove(small.records().get(0).key());

        BundleException refusal =
                assertThrows(BundleException.class, () -> new BundleWriter(small.store()).write(small.run(), bundle));

        assertTrue(
                String.valueOf(refusal.getMessage()).contains("the record of its cell trace is gone"),
                refusal.getMessage());
    }

    /** One byte of each of its blocks, and each length that it can be cut to at a block. */
    @Test
    void whereverABundleIsChangedOrCutNothingOfItIsPublished() throws IOException {
        new BundleWriter(small.store()).write(small.run(), bundle);
        byte[] whole = Files.readAllBytes(bundle);
        for (int at = 0; at < whole.length; at += 512) {
            byte[] flipped = whole.clone();
            flipped[at + 7] ^= 1;
            assertRefused(flipped, "changed at " + (at + 7));
            assertRefused(Arrays.copyOf(whole, at), "cut at " + at);
        }
        assertRefused(Arrays.copyOf(whole, whole.length + 1), "longer");
    }

    @Test
    void hostileNamesAreRefused() throws IOException {
        for (String name : new String[] {
            "/etc/passwd",
            "../evil",
            "runs/" + small.run() + "/../../evil",
            "runs/" + small.run() + "/.hidden",
            "runs/" + small.run() + "/a/b/c",
            "runs/" + small.run() + "/process.json",
            "runs/" + small.run() + "/run.json/x",
            "runs/20200101-000000-0000/run.json",
            "index/index.mv.db",
            "store.json",
            "cas/00/" + SmallRun.WEIGHTS.hex(),
            "ac/" + SmallRun.WEIGHTS.hex().substring(0, 2) + "/" + SmallRun.WEIGHTS.hex()
        }) {
            byte[] bytes = {1};
            assertRefused(
                    bundle(manifest -> manifest.replace(
                            "{\"digest\":\"" + Digest.of(SmallRun.SHARD) + "\"",
                            "{\"digest\":\"" + Digest.of(bytes) + "\",\"name\":\"" + name
                                    + "\",\"size\":1},{\"digest\":\"" + Digest.of(SmallRun.SHARD) + "\"")),
                    name);
        }
    }

    @Test
    void aFileThatIsNamedTwiceIsRefused() throws IOException {
        String entry = "{\"digest\":\"" + small.shard().digest() + "\",\"name\":\""
                + Manifest.blob(small.shard().digest()) + "\",\"size\":" + SmallRun.SHARD.length + "}";

        assertRefused(bundle(manifest -> manifest.replace(entry, entry + "," + entry)), "twice");
    }

    @Test
    void aRecordWhoseOutputDoesNotComeAlongIsRefused() throws IOException {
        Artifact output = small.records().get(0).output("table");
        SortedMap<String, byte[]> files = files();
        files.remove(Manifest.blob(output.digest()));

        assertRefused(tar(files), "without an output");
    }

    @Test
    void aRecordUnderAnotherKeyIsRefused() throws IOException {
        SortedMap<String, byte[]> files = files();
        byte[] record = files.remove(Manifest.record(small.records().get(0).key()));
        files.put(Manifest.record(Digest.of("another")), record);

        assertRefused(tar(files), "misplaced");
    }

    @Test
    void aBundleWithoutItsRunIsRefused() throws IOException {
        SortedMap<String, byte[]> files = files();
        files.remove("runs/" + small.run() + "/run.json");

        assertRefused(tar(files), "no run.json");
    }

    private void assertRefused(byte[] tar, String how) throws IOException {
        Files.write(bundle, tar);

        BundleException refusal = assertThrows(BundleException.class, () -> new BundleReader(other).read(bundle), how);

        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith(bundle + " is not imported, and nothing of it is in the store: "), message);
        assertEquals(List.of(), other.actions().keys(), how);
        assertTrue(other.content().blobs().isEmpty(), how);
        assertEquals(List.of(), other.runs().ids(), how);
        assertFalse(Files.exists(folder.resolve("evil")), how);
        assertScratchIsEmpty();
    }

    /** The bundle with another manifest. */
    private byte[] bundle(UnaryOperator<String> change) throws IOException {
        String manifest = Manifest.fromJson(manifestOf(files())).toJson();
        String changed = change.apply(manifest);
        assertFalse(changed.equals(manifest), "nothing was changed");
        return tar(changed, files());
    }

    private SortedMap<String, byte[]> files() throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        Manifest manifest = Closure.of(small.store(), small.run());
        for (String name : manifest.files().keySet()) {
            files.put(name, Files.readAllBytes(small.store().root().resolve(name)));
        }
        return files;
    }

    private String manifestOf(SortedMap<String, byte[]> files) {
        SortedMap<String, Artifact> artifacts = new TreeMap<>();
        files.forEach((name, bytes) -> artifacts.put(name, new Artifact(Digest.of(bytes), bytes.length)));
        return new Manifest(small.run(), artifacts, new java.util.TreeSet<>(), new java.util.TreeSet<>()).toJson();
    }

    private byte[] tar(SortedMap<String, byte[]> files) throws IOException {
        return tar(manifestOf(files), files);
    }

    private static byte[] tar(String manifest, SortedMap<String, byte[]> files) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        entry(tar, Manifest.NAME, manifest.getBytes(StandardCharsets.UTF_8));
        for (var file : files.entrySet()) {
            entry(tar, file.getKey(), file.getValue());
        }
        tar.write(new byte[1024]);
        return tar.toByteArray();
    }

    private static void entry(ByteArrayOutputStream tar, String name, byte[] bytes) throws IOException {
        TarHeader header = new TarHeader(name, bytes.length);
        tar.write(header.bytes());
        tar.write(bytes);
        tar.write(new byte[header.padding()]);
    }

    private void assertScratchIsEmpty() throws IOException {
        try (Stream<Path> scratch = Files.list(other.root().resolve("tmp"))) {
            assertEquals(0, scratch.count());
        }
    }
}
