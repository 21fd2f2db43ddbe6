package dev.retrace.engine.cli;

import dev.retrace.cache.Store;
import dev.retrace.cache.StoreException;
import dev.retrace.cache.index.Index;
import dev.retrace.engine.cli.store.StoreOption;
import dev.retrace.engine.step.LaneDescription;
import dev.retrace.engine.step.Machine;
import dev.retrace.engine.step.StepRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks whether everything that a run needs is there, and says what to do where it is not. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks Java, the store, the index, torch and the disk.")
final class DoctorCommand implements Callable<Integer> {

    private static final int OLDEST_JAVA = 17;
    private static final long GIB = 1L << 30;

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Spec
    private CommandSpec spec;

    private boolean healthy = true;

    @Override
    public Integer call() throws IOException {
        Machine.describe().forEach(this::fact);
        int java = Runtime.version().feature();
        check(java >= OLDEST_JAVA, "java " + java, "Retrace needs Java 17 or newer; set JAVA_HOME");
        int steps = StepRegistry.installed().all().size();
        check(steps > 0, steps + " steps installed", "the distribution is incomplete: build or unpack it again");
        checkStore();
        checkTorch();
        fact("gpu", gpu());
        return healthy ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void checkStore() throws IOException {
        try {
            Store store = storeOption.open();
            long free = Files.getFileStore(store.root()).getUsableSpace() / GIB;
            check(true, "store " + store.root() + ", " + free + " GiB free", "");
            try (Index index = Index.open(store, PastWork.PATIENCE).orElse(null)) {
                check(
                        true,
                        index == null ? "index: another process has it; runs do without" : "index opens",
                        "`retrace reindex` makes it anew from the files");
            }
        } catch (StoreException unusable) {
            check(false, "store", String.valueOf(unusable.getMessage()));
        }
    }

    private void checkTorch() {
        for (LaneDescription lane : ServiceLoader.load(LaneDescription.class)) {
            try {
                lane.describe("cpu").forEach((name, value) -> check(true, name + " " + value, ""));
            } catch (RuntimeException | LinkageError missing) {
                check(false, "torch does not start", String.valueOf(missing.getMessage()));
            }
        }
    }

    private static String gpu() {
        return Files.exists(Path.of("/dev/nvidiactl"))
                ? "an NVIDIA device is present; this version computes on the cpu only"
                : "none seen; everything runs on the cpu";
    }

    private void fact(String name, String value) {
        out().printf("        %-10s %s%n", name, value);
    }

    private void check(boolean good, String what, String remedy) {
        healthy &= good;
        out().printf("%-7s %s%n", good ? "ok" : "MISSING", what);
        if (!good) {
            out().printf("        %s%n", remedy);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
