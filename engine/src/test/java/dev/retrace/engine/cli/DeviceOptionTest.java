package dev.retrace.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.FakeGpus;
import dev.retrace.engine.toy.RetraceProcess;
import dev.retrace.engine.toy.RetraceProcess.Ended;
import dev.retrace.engine.toy.ToyWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices on their way from the command line to keys, workers and records, on a machine that seems to have GPUs. */
final class DeviceOptionTest {

    @TempDir
    private Path folder;

    private ToyWorld world;
    private Path torch = Path.of("");

    @BeforeEach
    void aWorkflowOverFourNumbersAndTwoGpus() throws IOException {
        world = new ToyWorld(folder, 4);
        torch = FakeGpus.torch(folder, "2.11.0+cu130");
    }

    @Test
    void twoLanesOnOneGpuComputeAllAndTheKeysNameItsClass() throws Exception {
        Ended run = retrace().run("run", "toy.yaml", "--device", "cuda:1,cuda:1");

        assertEquals(0, run.code(), run.err());
        assertTrue(world.report(run).startsWith("total: 130.0\n"), world.report(run));
        String record = records();
        assertTrue(
                record.contains("\\\"numerics\\\":{\\\"device\\\":\\\"cuda-sm_90\\\",\\\"precision\\\":\\\"float32\\\","
                        + "\\\"torch\\\":\\\"2.11\\\"}"),
                record);
        assertTrue(record.contains("\"device\":\"cuda:1\""), record);
        assertTrue(record.contains("\"gpu\":\"NVIDIA H200 (cuda-sm_90, "), record);
    }

    @Test
    void explainNamesTheClassOfDeviceAsTheReasonOfAMiss() throws Exception {
        retrace().run("run", "toy.yaml", "--device", "cpu");

        Ended explained = retrace().run("explain", "toy.yaml", "--device", "cuda:0");

        assertEquals(0, explained.code(), explained.err());
        assertTrue(explained.out().contains("served     numbers\n"), explained.out());
        assertTrue(explained.out().contains("device class: cpu -> cuda-sm_90"), explained.out());
        assertEquals("", explained.err());
    }

    @Test
    void autoTakesTheClassThatServesTheWholeRunElseTheGpu() throws Exception {
        retrace().run("run", "toy.yaml", "--device", "cpu");
        int computed = world.computed().size();

        Ended served = retrace().run("run", "toy.yaml");
        Ended other = retrace().run("run", "toy.yaml", "--precision", "tf32");

        assertTrue(served.err().contains("device: cpu, whose results are all in the store"), served.err());
        assertTrue(other.err().contains("device: cuda:0, NVIDIA H200 (cuda-sm_90, "), other.err());
        assertTrue(other.err().contains("1 more GPU is here"), other.err());
        assertEquals(2 * computed, world.computed().size(), "only the second computed");
        assertTrue(records().contains("cuda-sm_90"));
    }

    @Test
    void aRunOnTheCpuIsAuditedOnAGpu() throws Exception {
        retrace().run("run", "toy.yaml", "--device", "cpu");

        Ended audit = retrace().run("audit", "--device", "cuda:0", "--sample", "100%");

        assertEquals(0, audit.code(), audit.err());
        assertTrue(
                audit.out().contains("(cpu, float32), computed again on cuda:0, NVIDIA H200 (cuda-sm_90, "),
                audit.out());
        assertTrue(audit.out().contains("all audited cells are reproduced"), audit.out());
    }

    @Test
    void whatIsNotHereIsRefusedBeforeAnythingRuns() throws Exception {
        Ended unknown = retrace().run("run", "toy.yaml", "--device", "cuda:2");
        Ended bare = retrace().with("PYTORCH_LIBRARY_PATH", "/no/such").run("run", "toy.yaml", "--device", "cuda:0");

        assertEquals(2, unknown.code());
        assertTrue(
                unknown.err().startsWith("retrace: --device cuda:2: there is no cuda:2 on this machine"),
                unknown.err());
        assertEquals(2, bare.code());
        assertTrue(bare.err().contains("torch cannot use a GPU here"), bare.err());
        assertTrue(bare.err().contains("`retrace doctor --install-cuda`"), bare.err());
        assertEquals(0, world.records());
    }

    @Test
    void theDoctorSaysWhatThereIsAndTriesAWorker() throws Exception {
        Ended doctor = retrace().run("doctor");

        assertEquals(0, doctor.code(), doctor.out() + doctor.err());
        assertTrue(
                doctor.out().contains("ok      cuda:1 NVIDIA H200 (cuda-sm_90, 140.4 GiB, driver 580.159.03)\n"),
                doctor.out());
        assertTrue(doctor.out().contains("ok      PyTorch 2.11.0+cu130 in " + torch), doctor.out());
        assertTrue(doctor.out().contains(" (PYTORCH_LIBRARY_PATH) starts on the cpu\n"), doctor.out());
        assertTrue(doctor.out().contains("ok      its bridge: " + torch.resolve("libdjl_torch.so")), doctor.out());
        assertTrue(doctor.out().contains("without NVRTC") || doctor.out().contains("ok      NVRTC"), doctor.out());
        assertTrue(doctor.out().contains("ok      a worker starts on cuda:1"), doctor.out());
    }

    @Test
    void theDoctorSaysWhatIsMissingForAGpu() throws Exception {
        Files.delete(torch.resolve("libtorch_cuda.so"));

        Ended doctor = retrace().run("doctor");

        assertEquals(1, doctor.code(), doctor.out());
        assertTrue(doctor.out().contains("MISSING PyTorch for CUDA: " + torch), doctor.out());
        assertTrue(
                doctor.out().contains("`retrace doctor --install-cuda` downloads one (it asks first)"), doctor.out());
        assertFalse(doctor.out().contains("a worker starts"), doctor.out());
    }

    private RetraceProcess retrace() throws IOException {
        Path smi = FakeGpus.smi(folder.resolve("bin"), FakeGpus.H200, FakeGpus.H200);
        return world.retrace()
                .with("RETRACE_NVIDIA_SMI", smi.toString())
                .with("PYTORCH_LIBRARY_PATH", torch.toString())
                .with("XDG_CACHE_HOME", folder.resolve("cache").toString());
    }

    private String records() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(".retrace/ac"))) {
            StringBuilder texts = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.append(Files.readString(file)).append('\n');
            }
            return texts.toString();
        }
    }
}
