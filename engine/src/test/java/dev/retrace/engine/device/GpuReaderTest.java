package dev.retrace.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.FakeGpus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GPUs as a script tells them that answers like NVIDIA's tool. */
final class GpuReaderTest {

    @TempDir
    private Path folder;

    /** 143771 MiB. */
    @Test
    void aGpuHasNumberClassMemoryAndDriver() throws IOException {
        Gpus gpus = read(FakeGpus.smi(folder, FakeGpus.H200, FakeGpus.A100), Map.of());

        assertEquals(List.of(), gpus.mistakes());
        assertEquals(
                new Gpu(0, "GPU-10000000-aaaa", "NVIDIA H200", "9.0", 143771L << 20, "580.159.03"),
                gpus.usable().get(0));
        assertEquals("cuda-sm_90", gpus.usable().get(0).deviceClass());
        assertEquals("cuda:1", gpus.usable().get(1).device());
        assertEquals("cuda-sm_80", gpus.usable().get(1).deviceClass());
    }

    @Test
    void torchCountsTheVisibleOnesInTheOrderOfTheVariable() throws IOException {
        Path smi = FakeGpus.smi(folder, FakeGpus.H200, FakeGpus.A100, FakeGpus.H200);

        assertEquals(List.of("GPU-30000000-aaaa", "GPU-10000000-aaaa"), ids(visible(smi, "2, 0")));
        assertEquals(List.of("GPU-20000000-aaaa"), ids(visible(smi, "GPU-2")), "the beginning of an id is enough");
        assertEquals("cuda:0", visible(smi, "2").usable().get(0).device());
        assertEquals(List.of("GPU-10000000-aaaa"), ids(visible(smi, "0,-1,1")), "the list ends there");
    }

    @Test
    void whatTheVariableHidesOrCannotMeanIsSaid() throws IOException {
        Path smi = FakeGpus.smi(folder, FakeGpus.H200, FakeGpus.A100);

        assertMistake("CUDA_VISIBLE_DEVICES= hides the 2 GPUs of this machine", visible(smi, ""));
        assertMistake("hides the 2 GPUs", visible(smi, "-1"));
        assertMistake("'7' is none of the 2 GPUs here", visible(smi, "0,7"));
        assertMistake("is a slice of a GPU; Retrace computes on whole ones", visible(smi, "MIG-1a2b"));
        assertMistake("names one GPU twice, which leaves none", visible(smi, "0,0"));
        assertEquals(List.of(), visible(smi, "0,0").usable());
    }

    @Test
    void aToolThatFailsIsToldWithWhatItSaid() throws IOException {
        assertMistake(
                "ended with exit code 18 and said 'Driver/library version mismatch'",
                read(FakeGpus.script(folder, "echo Driver/library version mismatch; exit 18"), Map.of()));
        assertMistake(
                "answers 'No devices were found', which is no GPU's number",
                read(FakeGpus.script(folder, "echo No devices were found"), Map.of()));
        assertMistake("cannot be started", read(folder.resolve("gone"), Map.of()));
    }

    @Test
    void aToolThatHangsIsNotWaitedFor() throws IOException {
        Path smi = FakeGpus.script(folder, "sleep 600");

        Gpus gpus = GpuReader.read(Map.of(), new NvidiaSmi(smi.toString(), Duration.ofMillis(300)));

        assertMistake("does not answer within", gpus);
    }

    private static Gpus read(Path smi, Map<String, String> environment) {
        return GpuReader.read(environment, new NvidiaSmi(smi.toString(), Duration.ofMinutes(1)));
    }

    private static Gpus visible(Path smi, String value) {
        return read(smi, Map.of("CUDA_VISIBLE_DEVICES", value));
    }

    private static List<String> ids(Gpus gpus) {
        return gpus.usable().stream().map(Gpu::uuid).toList();
    }

    private static void assertMistake(String words, Gpus gpus) {
        assertEquals(1, gpus.mistakes().size(), gpus.toString());
        assertTrue(gpus.mistakes().get(0).contains(words), gpus.mistakes().get(0));
    }
}
