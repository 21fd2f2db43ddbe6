package dev.retrace.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.torch.TorchSearch;
import dev.retrace.engine.toy.FakeGpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeviceChoiceTest {

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void twoKindsOfGpusAndATorchForThem() throws IOException {
        Path smi = FakeGpus.smi(folder.resolve("bin"), FakeGpus.A100, FakeGpus.H200, FakeGpus.H200);
        environment.put("RETRACE_NVIDIA_SMI", smi.toString());
        environment.put(
                "PYTORCH_LIBRARY_PATH", FakeGpus.torch(folder, "2.11.0+cu130").toString());
        environment.put("XDG_CACHE_HOME", folder.toString());
    }

    @Test
    void eachNamedDeviceIsALaneWithANameOfItsOwn() {
        Devices devices = choose("cuda:1,cuda:2,cuda:1");

        assertEquals("cuda-sm_90", devices.deviceClass());
        assertEquals("cuda:1, cuda:2, cuda:1 (2)", devices.named());
        assertEquals("cuda:1", devices.lanes().get(2).device());
        assertEquals("2.11", devices.torch().majorMinor());
    }

    /** 143771 MiB of each; nine tenths are for lanes. */
    @Test
    void lanesOnOneGpuShareItsMemory() {
        long half = 143_771L << 19;

        assertEquals(0.9, choose("cuda:1").lanes().get(0).share(), 1e-6);
        assertTrue(choose("cuda:1").lanes().get(0).memory() > half);
        assertTrue(choose("cuda:1,cuda:2,cuda:1").lanes().get(2).memory() < half);
        assertEquals(0.45, choose("cuda:1,cuda:1").lanes().get(0).share(), 1e-6);
        assertEquals(Long.MAX_VALUE, choose("cpu").lanes().get(0).memory());
    }

    @Test
    void aLaneMayBeGivenLessOfAGpuButNotMoreThanItHas() {
        Devices devices = choose("cuda:1,cuda:1", OptionalLong.of(20L << 30));

        assertEquals(20L << 30, devices.lanes().get(1).memory());
        assertEquals(20480 / 143771.0, devices.lanes().get(1).share(), 1e-9);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> choose("cuda:1,cuda:1", OptionalLong.of(80L << 30)));
        assertTrue(refused.toString().contains("for each lane is more than cuda:1 has for 2"), refused.toString());
    }

    /** Lanes of the CPU share its cores; a GPU's lane prepares one batch while another is computed. */
    @Test
    void lanesOfTheCpuShareTheCoresAndThoseOfAGpuTakeTwo() {
        assertEquals(8, choose("cpu").threads(8));
        assertEquals(4, choose("cpu,cpu").threads(8));
        assertEquals(1, choose("cpu,cpu,cpu").threads(2));
        assertEquals(2, choose("cuda:1,cuda:2").threads(16));
        assertEquals(1, choose("cuda:1").threads(1));
    }

    @Test
    void aRunIsOfOneClass() {
        assertRefused(
                "cuda:0,cuda:1", "these GPUs are of different classes: cuda:0 is a NVIDIA A100-SXM4-80GB (cuda-sm_80)");
        assertRefused("cpu,cuda:0", "names cpu and GPUs together");
    }

    @Test
    void whatIsNoDeviceOrNotHereIsRefusedWithWhatThereIs() {
        assertRefused("gpu", "no device is called 'gpu'; did you mean 'cuda:0'?; it takes auto, cpu or cuda:N");
        assertRefused("auto,cpu", "auto decides alone");
        assertRefused("cuda:01", "no device is called 'cuda:01'");
        assertRefused("", "no device is called ''");
        assertRefused("cuda:3", "there is no cuda:3 on this machine, only cuda:0 NVIDIA A100-SXM4-80GB (cuda-sm_80");
        assertRefused("cuda:0,".repeat(64) + "cuda:0", "it names 65 devices");
    }

    @Test
    void aGpuIsRefusedWhereThereIsNone() {
        environment.put("CUDA_VISIBLE_DEVICES", "-1");

        assertRefused("cuda:0", "no GPU is to be seen on this machine: CUDA_VISIBLE_DEVICES=-1 hides the 3 GPUs");
        assertRefused("cuda:0", "`retrace doctor` says what is missing");
    }

    @Test
    void aTorchWithoutCudaIsRefusedWithWhatItLacks() throws IOException {
        Files.delete(folder.resolve("torch/lib/libtorch_cuda.so"));

        assertRefused("cuda:0", "has no libtorch_cuda.so: it is a PyTorch for the CPU. `retrace doctor` says");
        assertEquals(List.of("cpu"), classes(), "auto does without");
    }

    @Test
    void autoTriesTheNewestClassFirstAndTheCpuLast() {
        assertEquals(List.of("cuda-sm_90", "cuda-sm_80", "cpu"), classes());
        assertEquals("cuda:1", choice().candidates().get(0).named());
    }

    @Test
    void autoSaysWhatItTookAndWhy() throws IOException {
        List<Devices> possible = choice().candidates();

        assertTrue(
                choice().told(possible.get(0), false).startsWith("device: cuda:1, NVIDIA H200 (cuda-sm_90, "),
                choice().told(possible.get(0), false));
        assertEquals(
                "device: cpu, whose results are all in the store; --device cuda:0 computes on the GPU",
                choice().told(possible.get(2), true));
        Files.delete(folder.resolve("torch/lib/libtorch_cuda.so"));
        assertTrue(choice().told(choice().candidates().get(0), false).contains("torch cannot use it"));
        environment.put("RETRACE_NVIDIA_SMI", FakeGpus.smi(folder).toString());
        assertEquals("", choice().told(choice().candidates().get(0), false), "without a GPU nothing is said");
    }

    private DeviceChoice choice() {
        return new DeviceChoice(GpuReader.read(environment), new TorchSearch(environment));
    }

    private Devices choose(String names) {
        return choice().of(DeviceNames.parse(names));
    }

    private Devices choose(String names, OptionalLong memory) {
        return new DeviceChoice(GpuReader.read(environment), new TorchSearch(environment), memory)
                .of(DeviceNames.parse(names));
    }

    private List<String> classes() {
        return choice().candidates().stream().map(Devices::deviceClass).toList();
    }

    private void assertRefused(String names, String words) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> choose(names))
                .getMessage());
        assertTrue(message.contains(words), message);
    }
}
