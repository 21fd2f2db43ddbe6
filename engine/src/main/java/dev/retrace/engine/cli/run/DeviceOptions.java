package dev.retrace.engine.cli.run;

import dev.retrace.engine.device.DeviceChoice;
import dev.retrace.engine.device.DeviceNames;
import dev.retrace.engine.device.Devices;
import dev.retrace.engine.device.Precision;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.yaml.Quantities;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the command line says about where cells with torch are computed, and in which precision. */
public final class DeviceOptions {

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = DeviceNames.AUTO,
            description = "auto, cpu, cuda:N, or several of one kind for a lane each: cuda:0,cuda:1 (default:"
                    + " ${DEFAULT-VALUE}: a GPU if torch can use one, unless the CPU's results are all there).")
    private String device = DeviceNames.AUTO;

    @Option(
            names = "--device-memory",
            paramLabel = "SIZE",
            description = "What each lane may take of its GPU, as 20GB (default: nine tenths of it, shared by the lanes"
                    + " on it). Batches are cut to fit, and results may differ within their steps' tolerance.")
    private @Nullable String memory;

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            description = "Of matrix products: float32, tf32 or float16 (default: as the workflow says, else float32)."
                    + " Results of another precision have other keys.")
    private @Nullable String precision;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * What numeric cells compute in.
     *
     * @param written in the workflow; empty if it says nothing
     */
    public String precision(String written) {
        String asked = precision;
        if (asked == null) {
            return written.isEmpty() ? Precision.FLOAT32 : written;
        }
        Precision.refusal(asked).ifPresent(reason -> {
            throw new ParameterException(spec.commandLine(), "--precision: " + reason);
        });
        return asked;
    }

    /**
     * The devices of a run. Where there are several possible ones and none is asked for, those whose class
     * serves all of it, else the best; says which.
     *
     * @param plans gives the cells on some devices, nothing decided yet
     */
    public Devices choose(Function<Devices, CellGraph> plans) {
        DeviceNames names = names();
        DeviceChoice choice = DeviceChoice.here(memory());
        if (!names.auto()) {
            return named(choice, names);
        }
        List<Devices> candidates = candidates(choice);
        Devices chosen = candidates.get(0);
        boolean serves = false;
        if (candidates.size() > 1) {
            for (Devices candidate : candidates) {
                if (servesAll(plans.apply(candidate))) {
                    chosen = candidate;
                    serves = true;
                    break;
                }
            }
        }
        String told = choice.told(chosen, serves);
        if (!told.isEmpty()) {
            spec.commandLine().getErr().println(told);
        }
        return chosen;
    }

    /** Whether the choice is left to Retrace. */
    public boolean auto() {
        return names().auto();
    }

    private OptionalLong memory() {
        String asked = memory;
        if (asked == null) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Quantities.memory(asked)
                .filter(bytes -> bytes > 0)
                .orElseThrow(() ->
                        new ParameterException(spec.commandLine(), "--device-memory " + Quantities.noMemory(asked))));
    }

    private DeviceNames names() {
        try {
            return DeviceNames.parse(device);
        } catch (IllegalArgumentException wrong) {
            throw refused(wrong);
        }
    }

    private List<Devices> candidates(DeviceChoice choice) {
        try {
            return choice.candidates();
        } catch (IllegalArgumentException impossible) {
            throw refused(impossible);
        }
    }

    private Devices named(DeviceChoice choice, DeviceNames names) {
        try {
            return choice.of(names);
        } catch (IllegalArgumentException impossible) {
            throw refused(impossible);
        }
    }

    private ParameterException refused(IllegalArgumentException why) {
        return new ParameterException(spec.commandLine(), "--device " + device + ": " + why.getMessage(), why);
    }

    private static boolean servesAll(CellGraph graph) {
        graph.start();
        return graph.groups().stream().allMatch(CellGroup::succeeded);
    }
}
