package dev.retrace.engine.cli.run;

import dev.retrace.engine.audit.AuditPlace;
import dev.retrace.engine.device.DeviceChoice;
import dev.retrace.engine.device.DeviceNames;
import dev.retrace.engine.device.Devices;
import dev.retrace.engine.device.Precision;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the command line says about where an audit computes cells again. */
public final class AuditOptions {

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description =
                    "Compute the cells with torch again there: cpu or cuda:N (default: what the stored results are"
                            + " of, if it is here, else the cpu).")
    private @Nullable String device;

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            description = "Compute the cells with torch again in float32, tf32 or float16 (default: as stored).")
    private @Nullable String precision;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Whether cells are computed otherwise than they were, so that only numeric ones can differ. */
    public boolean given() {
        return device != null || precision != null;
    }

    /**
     * Where the cells are computed again.
     *
     * @param stored class of device that the stored results are of
     */
    public AuditPlace choose(String stored) {
        String asked = precision;
        if (asked != null) {
            Precision.refusal(asked).ifPresent(reason -> {
                throw new ParameterException(spec.commandLine(), "--precision: " + reason);
            });
        }
        Devices devices = devices(stored);
        int threads = devices.threads(Runtime.getRuntime().availableProcessors());
        return new AuditPlace(devices, asked == null ? "" : asked, threads);
    }

    private Devices devices(String stored) {
        DeviceChoice choice = DeviceChoice.here();
        String asked = device;
        if (asked == null || asked.equals(DeviceNames.AUTO)) {
            List<Devices> possible = choice.candidates();
            return possible.stream()
                    .filter(devices -> devices.deviceClass().equals(stored))
                    .findFirst()
                    .orElse(possible.get(possible.size() - 1)); // the cpu, which is everywhere
        }
        try {
            DeviceNames names = DeviceNames.parse(asked);
            if (names.names().size() != 1) {
                throw new IllegalArgumentException("an audit computes on one device");
            }
            return choice.of(names);
        } catch (IllegalArgumentException refused) {
            throw new ParameterException(
                    spec.commandLine(), "--device " + asked + ": " + refused.getMessage(), refused);
        }
    }
}
