package dev.retrace.engine.torch.install;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.NotHereException;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.UnreachableException;
import dev.retrace.engine.torch.install.NativesInstaller.Offer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installations from a server on this machine that has what DJL's has, and goes wrong as servers do. */
final class NativesInstallerTest {

    private static final String LIST = """
            cpu/linux-x86_64/native/lib/libtorch.so.gz
            cu128/linux-x86_64/native/lib/libtorch_cuda.so.gz
            cu128/linux-x86_64/native/lib/libgomp%2B1.so.1.gz
            """;
    private static final String CUDA = "/2.7.1/cu128/linux-x86_64/native/lib/libtorch_cuda.so.gz";
    private static final byte[] LIBRARY = noise(300_000);

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final NativesWorld server = new NativesWorld();

    @BeforeEach
    void aServerWithTwoLibraries() throws IOException {
        server.start();
        server.text("/2.7.1/files.txt", LIST);
        server.packed(CUDA, LIBRARY);
        server.packed(
                "/2.7.1/cu128/linux-x86_64/native/lib/libgomp%2B1.so.1.gz", "gomp".getBytes(StandardCharsets.UTF_8));
        environment.put("RETRACE_NATIVES", server.address());
        environment.put("XDG_CACHE_HOME", folder.toString());
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void whatIsInstalledIsUnpackedNamedAndRemembered() throws Exception {
        Offer offer = installer().look();
        assertEquals(2, offer.files().size());
        assertEquals(server.size(CUDA), offer.files().get(0).size());
        assertEquals(List.of("it is not there"), installer().damages());

        List<String> told = installer().install(offer);

        assertArrayEquals(LIBRARY, Files.readAllBytes(installed("libtorch_cuda.so")));
        // printf gomp | sha256sum
        assertEquals(
                "sha256:8288cb029d171eb5b11e9f4e5f874b7a92ac39e02fddb6782a449fcf076b4bea  libgomp+1.so.1", told.get(1));
        assertEquals(List.of(), installer().damages());
        assertEquals(
                installer().folder(),
                InstalledNatives.in(environment).orElseThrow().folder());
        assertEquals(
                List.of("libgomp+1.so.1", "libtorch_cuda.so", "manifest.json"),
                names(installer().folder()));
    }

    @Test
    void anInterruptedDownloadGoesOnWhereItEnded() throws Exception {
        server.cutAfter(CUDA, 100_000, 1);

        installer().install(installer().look());

        assertArrayEquals(LIBRARY, Files.readAllBytes(installed("libtorch_cuda.so")));
        assertEquals(List.of("all", "from 100000"), server.asked(CUDA));
    }

    @Test
    void aCommandThatGaveUpIsGoneOnWithByTheNext() throws Exception {
        Offer offer = installer().look();
        server.cutAfter(CUDA, 100_000, 1);
        server.refuse(CUDA, 9); // four in the first round of attempts, which got on, and five in the next
        UnreachableException gaveUp =
                assertThrows(UnreachableException.class, () -> installer().install(offer));
        assertTrue(String.valueOf(gaveUp.getMessage()).contains("the same command goes on there"));
        assertFalse(Files.exists(installer().folder()), "nothing half is there");

        installer().install(installer().look());

        assertArrayEquals(LIBRARY, Files.readAllBytes(installed("libtorch_cuda.so")));
        assertEquals("from 100000", server.asked(CUDA).get(server.asked(CUDA).size() - 1));
    }

    @Test
    void whatIsNoWholeGzipIsRefusedAndThrownAway() throws Exception {
        byte[] packed = server.content(CUDA);
        packed[packed.length / 2] ^= 0x55;
        server.bytes(CUDA, packed);

        StepException refused = assertThrows(
                StepException.class, () -> installer().install(installer().look()));

        assertTrue(String.valueOf(refused.getMessage()).contains("no whole gzip"), refused.getMessage());
        assertFalse(Files.exists(installer().folder()));
        assertEquals(List.of(), names(part()));
    }

    @Test
    void aBeginningThatDoesNotFitIsFetchedAnew() throws Exception {
        Files.createDirectories(part());
        Files.write(part().resolve("libtorch_cuda.so.packed"), new byte[1000]);

        installer().install(installer().look());

        assertArrayEquals(LIBRARY, Files.readAllBytes(installed("libtorch_cuda.so")));
        assertEquals(List.of("from 1000", "all"), server.asked(CUDA));
    }

    @Test
    void damageIsFoundAndMended() throws Exception {
        installer().install(installer().look());
        Files.writeString(installed("libgomp+1.so.1"), "gump");
        Files.delete(installed("libtorch_cuda.so"));
        assertEquals(
                List.of("libtorch_cuda.so is gone", "libgomp+1.so.1 is damaged"),
                installer().damages());

        installer().install(installer().look());

        assertEquals(List.of(), installer().damages());
        try (Stream<Path> left = Files.list(folder.resolve("retrace/pytorch"))) {
            assertEquals(
                    List.of(".2.7.1-cu128-linux-x86_64.lock", "2.7.1-cu128-linux-x86_64"),
                    left.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void hostileListsAreRefusedBeforeAnythingIsFetched() {
        assertHostile("cu128/linux-x86_64/native/lib/..%2F..%2Fevil.so.gz", "no path of a packed library");
        assertHostile("cu128/linux-x86_64/../../../../evil.so.gz", "no path of a packed library");
        assertHostile("cu128/linux-x86_64/native/lib/%2Fetc%2Fevil.so.gz", "no path of a packed library");
        assertHostile("cu128/linux-x86_64/native/lib/.hidden.so.gz", "no path of a packed library");
        assertHostile("cu128/linux-x86_64/native/lib/a.so.gz?x=http://elsewhere", "no path of a packed library");
        assertHostile("cu128/linux-x86_64/native/lib/a.so", "no path of a packed library");
        assertHostile(
                "cu128/linux-x86_64/native/lib/a.so.gz\ncu128/linux-x86_64/native/lib/a.so.gz", "names 'a.so' twice");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= 100; i++) {
            many.append("cu128/linux-x86_64/native/lib/lib").append(i).append(".so.gz\n");
        }
        assertHostile(many.toString(), "names 101 files");
        assertHostile("cu118/linux-x86_64/native/lib/a.so.gz", "has nothing for cu128/linux-x86_64/, only cu118/linux");
        assertHostile("<html>", "what is no list of libraries");
    }

    @Test
    void redirectsToAnotherPlaceAreRefused() throws Exception {
        server.redirect(CUDA, "https://elsewhere.example/libtorch_cuda.so.gz");

        StepException refused =
                assertThrows(StepException.class, () -> installer().look());

        assertTrue(String.valueOf(refused.getMessage()).contains("another place than the one"), refused.getMessage());
    }

    @Test
    void aFileThatIsLargerThanAnyLibraryIsRefused() throws Exception {
        server.claimSize(CUDA, 7L << 30);

        StepException refused =
                assertThrows(StepException.class, () -> installer().look());

        assertTrue(String.valueOf(refused.getMessage()).contains("more than any such library"), refused.getMessage());
    }

    @Test
    void moreThanTheDiskHoldsIsRefused() throws Exception {
        Offer looked = installer().look();
        Offer huge = new Offer(
                looked.address(),
                List.of(new NativesInstaller.RemoteFile(
                        "a.so", looked.files().get(0).address(), Long.MAX_VALUE / 8)));

        StepException refused =
                assertThrows(StepException.class, () -> installer().install(huge));

        assertTrue(String.valueOf(refused.getMessage()).contains("are free for"), refused.getMessage());
    }

    @Test
    void offlineNothingIsAsked() {
        environment.put("RETRACE_OFFLINE", "1");

        assertThrows(NotHereException.class, () -> installer().look());
        assertEquals(List.of(), server.asked("/2.7.1/files.txt"));
    }

    @Test
    void onlyThisMachineIsAskedWithoutEncryption() {
        environment.put("RETRACE_NATIVES", "http://elsewhere.example/pytorch");

        assertThrows(StepException.class, this::installer);
    }

    private NativesInstaller installer() {
        return new NativesInstaller(environment, line -> {}, Duration.ofMillis(1));
    }

    private Path installed(String name) {
        return installer().folder().resolve(name);
    }

    private Path part() {
        return folder.resolve("retrace/pytorch/.2.7.1-cu128-linux-x86_64.part");
    }

    private void assertHostile(String list, String words) {
        server.text("/2.7.1/files.txt", list);
        StepException refused =
                assertThrows(StepException.class, () -> installer().look());
        assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.getMessage());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
