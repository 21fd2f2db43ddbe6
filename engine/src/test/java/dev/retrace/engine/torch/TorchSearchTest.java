package dev.retrace.engine.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.FakeGpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TorchSearchTest {

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Path libraries = Path.of("");

    @BeforeEach
    void anInstalledPyTorch() throws IOException {
        libraries = FakeGpus.torch(folder, "2.11.0+cu130");
        environment.put("PYTORCH_LIBRARY_PATH", libraries.toString());
        environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    }

    @Test
    void anInstalledPyTorchTellsItsVersionAndItsCuda() {
        TorchLibraries torch = search().forCuda();

        assertEquals(List.of(), torch.missingForCuda());
        assertEquals(
                Map.of(
                        "PYTORCH_LIBRARY_PATH",
                        libraries.toString(),
                        "PYTORCH_VERSION",
                        "2.11.0",
                        "PYTORCH_FLAVOR",
                        "cu130"),
                torch.environment());
        assertEquals("2.11", torch.majorMinor());
        assertEquals(torch, search().forCpu(), "workers on the CPU load the same");
    }

    @Test
    void theIndexesOwnWheelsNameTheirCudaElsewhere() throws IOException {
        Files.writeString(folder.resolve("torch/version.py"), """
                __version__ = '2.7.1'
                cuda: Optional[str] = '12.8'
                git_version = 'e2d141dbde55c2a4370fac5165b0561b6af4798b'
                hip: Optional[str] = None
                """);

        assertEquals("cu128", search().forCuda().flavor());
    }

    @Test
    void aPlainDistributionHasAFileForIt() throws IOException {
        Files.delete(folder.resolve("torch/version.py"));
        Files.writeString(folder.resolve("torch/build-version"), "2.7.1+cu128\n");

        assertEquals("2.7.1", search().forCuda().version());
        assertEquals("cu128", search().forCuda().flavor());
    }

    @Test
    void whatTheUserSaysIsStronger() {
        environment.put("PYTORCH_VERSION", "2.8.0+cu129");
        environment.put("PYTORCH_FLAVOR", "cu128");

        assertEquals("2.8.0", search().forCuda().version());
        assertEquals("cu128", search().forCuda().flavor());
    }

    @Test
    void theFirstFolderWithTheLibraryHoldsAndAFileMayNameIt() {
        environment.put("PYTORCH_LIBRARY_PATH", folder + "::" + libraries.resolve("libtorch.so"));

        assertEquals(libraries, search().forCuda().folder());
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Files.delete(libraries.resolve("libdjl_torch.so"));
        assertMissing("no bridge from DJL to PyTorch 2.11.0+cu130 is there");
        Files.writeString(folder.resolve("torch/version.py"), "nothing");
        assertMissing("does not say which version of PyTorch it is: set PYTORCH_VERSION");
        environment.put("PYTORCH_VERSION", "2.7.1");
        assertMissing("does not say for which CUDA it is: set PYTORCH_FLAVOR");
        environment.put("PYTORCH_LIBRARY_PATH", "/no/such/folder");
        assertMissing("PYTORCH_LIBRARY_PATH=/no/such/folder has no libtorch.so");
        environment.remove("PYTORCH_LIBRARY_PATH");
        assertMissing("only the CPU libraries of the class path are here");
    }

    @Test
    void whatWasInstalledOnRequestIsForGpusAlone() throws IOException {
        environment.remove("PYTORCH_LIBRARY_PATH");
        Path natives = Files.createDirectories(folder.resolve("cache/retrace/pytorch/2.7.1-cu128-linux-x86_64"));
        assertEquals(null, search().forCuda().folder(), "it is not whole without its manifest");
        Files.writeString(natives.resolve("manifest.json"), "{}");

        assertEquals(natives, search().forCuda().folder());
        assertEquals("2.7.1", search().forCuda().version());
        assertEquals(Map.of(), search().forCpu().environment());
    }

    @Test
    void theKernelCompilerIsFoundInTheWheelsBesideTorch() throws IOException {
        TorchLibraries torch = search().forCuda();
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path there = Files.writeString(elsewhere.resolve("libnvrtc.so"), "");
        Map<String, String> path = Map.of("LD_LIBRARY_PATH", "/no/such:" + elsewhere);
        assertEquals(there, KernelCompiler.find(path, torch).orElseThrow());

        Path wheel = Files.createDirectories(folder.resolve("nvidia/cuda_nvrtc/lib"));
        Files.writeString(wheel.resolve("libnvrtc-builtins.so.12.8"), "");
        assertEquals(there, KernelCompiler.find(path, torch).orElseThrow(), "that one compiles nothing");
        Path own = Files.writeString(wheel.resolve("libnvrtc.so.12"), "");
        assertEquals(own, KernelCompiler.find(path, torch).orElseThrow());
    }

    private TorchSearch search() {
        return new TorchSearch(environment);
    }

    private void assertMissing(String words) {
        String missing = String.join("; ", search().forCuda().missingForCuda());
        assertTrue(missing.contains(words), missing);
    }

    @Test
    void onlyALateTorchIsToldALimitOfItsMemory() {
        assertTrue(ofVersion("2.10.0").limitsMemory());
        assertTrue(ofVersion("2.11.0").limitsMemory());
        assertTrue(ofVersion("3.0").limitsMemory());
        assertFalse(ofVersion("2.7.1").limitsMemory());
        assertFalse(ofVersion("").limitsMemory());
        assertFalse(ofVersion("nightly").limitsMemory());
    }

    private static TorchLibraries ofVersion(String version) {
        return new TorchLibraries(null, version, "cu130", "by hand", "");
    }
}
