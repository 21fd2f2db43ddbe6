package dev.retrace.engine.cli.run;

import com.sun.management.OperatingSystemMXBean;
import dev.retrace.engine.device.Devices;
import dev.retrace.engine.lane.LanePlan;
import dev.retrace.engine.lane.WorkerCommand;
import dev.retrace.engine.schedule.Capacity;
import dev.retrace.engine.yaml.Quantities;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the command line says about how much of the machine a run may use. */
public final class CapacityOptions {

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "Cells without torch side by side, and cores for them (default: the cores).")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads that compute in each worker (default: on the CPU the cores, shared by the lanes; for a"
                            + " GPU 2); results do not depend on it.")
    private @Nullable Integer threads;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "Memory for all cells that declare what they take, as 16GB (default: the machine's).")
    private @Nullable String memory;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Refuses what no run can work with. */
    public void check() {
        requirePositive("--jobs", jobs);
        requirePositive("--threads", threads == null ? 1 : threads);
        memory();
    }

    /** What the cells of a run may use together. */
    public Capacity capacity(Devices devices) {
        return new Capacity(jobs, threads(devices), memory());
    }

    /** The lanes of a run on this store. */
    public LanePlan lanes(Devices devices, Path store, String precision) {
        return new LanePlan(jobs, WorkerCommand.forAll(devices, store, precision, threads(devices)));
    }

    private int threads(Devices devices) {
        return threads == null ? devices.threads(Runtime.getRuntime().availableProcessors()) : threads;
    }

    private long memory() {
        return memory == null ? ofMachine() : given(memory);
    }

    private void requirePositive(String option, int value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " takes at least 1, not " + value);
        }
    }

    private long given(String text) {
        return Quantities.memory(text)
                .filter(bytes -> bytes > 0)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "--memory " + Quantities.noMemory(text)));
    }

    private static long ofMachine() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
