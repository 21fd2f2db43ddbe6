package dev.retrace.engine.cli;

import dev.retrace.cache.Store;
import dev.retrace.cache.StoreException;
import dev.retrace.cache.index.Index;
import dev.retrace.engine.cli.doctor.CudaInstallation;
import dev.retrace.engine.cli.doctor.Findings;
import dev.retrace.engine.cli.doctor.GpuFindings;
import dev.retrace.engine.cli.doctor.TorchFindings;
import dev.retrace.engine.cli.store.StoreOption;
import dev.retrace.engine.step.Machine;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.torch.TorchSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks whether everything that a run needs is there, and says what to do where it is not. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks Java, the store, the index, torch, the disk and the GPUs.")
final class DoctorCommand implements Callable<Integer> {

    private static final int OLDEST_JAVA = 17;
    private static final long GIB = 1L << 30;

    @Option(
            names = "--install-cuda",
            description = "Instead, download DJL's build of PyTorch's CUDA libraries into the user's cache folder; says"
                    + " first from where and how much. Again, it checks what is there.")
    private boolean installCuda;

    @Option(names = "--yes", description = "With --install-cuda: do not ask.")
    private boolean yes;

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (installCuda) {
            boolean installed = new CudaInstallation(
                            spec.commandLine().getOut(), spec.commandLine().getErr())
                    .install(yes);
            return installed ? ExitCode.DONE : ExitCode.FAILED;
        } else if (yes) {
            throw new ParameterException(spec.commandLine(), "--yes answers --install-cuda, which is not given");
        }
        Findings findings = new Findings(spec.commandLine().getOut());
        Machine.describe().forEach(findings::fact);
        int java = Runtime.version().feature();
        findings.check(java >= OLDEST_JAVA, "java " + java, "Retrace needs Java 17 or newer; set JAVA_HOME");
        int steps = StepRegistry.installed().all().size();
        findings.check(
                steps > 0, steps + " steps installed", "the distribution is incomplete: build or unpack it again");
        checkStore(findings);
        new TorchFindings(new TorchSearch(System.getenv()), findings).look();
        new GpuFindings(System.getenv(), findings).look();
        return findings.healthy() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void checkStore(Findings findings) throws IOException {
        try {
            Store store = storeOption.open();
            long free = Files.getFileStore(store.root()).getUsableSpace() / GIB;
            findings.good("store " + store.root() + ", " + free + " GiB free");
            try (Index index = Index.open(store, PastWork.PATIENCE).orElse(null)) {
                findings.good(index == null ? "index: another process has it; runs do without" : "index opens");
            }
        } catch (StoreException unusable) {
            findings.check(false, "store", String.valueOf(unusable.getMessage()));
        }
    }
}
