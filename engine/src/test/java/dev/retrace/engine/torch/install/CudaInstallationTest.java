package dev.retrace.engine.torch.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.RetraceProcess;
import dev.retrace.engine.toy.RetraceProcess.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code retrace doctor --install-cuda} as a person meets it. */
final class CudaInstallationTest {

    private static final String LIBRARY = "cu128/linux-x86_64/native/lib/libtorch_cuda.so.gz";

    @TempDir
    private Path folder;

    private final NativesWorld server = new NativesWorld();

    @BeforeEach
    void aServer() throws IOException {
        server.start();
        server.text("/2.7.1/files.txt", LIBRARY + "\n");
        server.packed("/2.7.1/" + LIBRARY, "a library".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void whereFromAndHowMuchIsSaidFirstAndNothingIsFetchedUnasked() throws Exception {
        Ended asked = retrace().run("doctor", "--install-cuda");

        assertEquals(1, asked.code(), asked.err());
        String size = server.size("/2.7.1/" + LIBRARY) + " bytes";
        assertTrue(asked.out().contains("1 files, " + size + " to fetch from " + server.address()), asked.out());
        assertTrue(asked.out().contains(server.address() + "/2.7.1/" + LIBRARY + "\n"), asked.out());
        assertTrue(asked.out().endsWith("nothing was fetched; with --yes it is not asked\n"), asked.out());
        assertEquals(List.of(), server.asked("/2.7.1/" + LIBRARY));
        assertFalse(Files.exists(folder.resolve("cache")));
    }

    @Test
    void withYesItIsInstalledAndTheNextTimeChecked() throws Exception {
        Ended installed = retrace().run("doctor", "--install-cuda", "--yes");
        Ended again = retrace().run("doctor", "--install-cuda");

        assertEquals(0, installed.code(), installed.err());
        // printf 'a library' | sha256sum
        assertTrue(
                installed
                        .out()
                        .contains(
                                "sha256:31f109ab38348582abdc9e1c9942f74505c719e98c6d0ab6fbcfdccfd8c9935b  libtorch_cuda.so\n"),
                installed.out());
        assertEquals(0, again.code(), again.err());
        assertTrue(again.out().contains("every file is as it was installed: " + folder), again.out());
        assertEquals(List.of("all"), server.asked("/2.7.1/" + LIBRARY));
    }

    @Test
    void anAnswerWithoutAQuestionIsAMistake() throws Exception {
        assertEquals(2, retrace().run("doctor", "--yes").code());
    }

    private RetraceProcess retrace() {
        return new RetraceProcess(folder)
                .with("RETRACE_NATIVES", server.address())
                .with("XDG_CACHE_HOME", folder.resolve("cache").toString());
    }
}
