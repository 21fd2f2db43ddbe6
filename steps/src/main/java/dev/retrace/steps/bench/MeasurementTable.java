package dev.retrace.steps.bench;

import dev.retrace.steps.model.Workload;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Measurements for people and for programs. */
final class MeasurementTable {

    /** The exit code of a check that failed. */
    static final int CHECK_FAILED = 4;

    private static final double PERCENT = 100;
    private static final double MEBI = 1 << 20;
    private static final String LAYOUT = "%-5s %-9s %-27s %5s %10s %9s %9s %7s %6s %9s%s";
    private static final JsonMapper JSON = JsonMapper.shared();

    private MeasurementTable() {}

    /** What stands above the lines. */
    static String head(String processor, String device) {
        return "%s, %s%n".formatted(processor, device)
                + LAYOUT.formatted(
                        "shape",
                        "precision",
                        "workload",
                        "units",
                        "s a unit",
                        "TFLOP/s",
                        "ceiling",
                        "share",
                        "busy",
                        "peak MiB",
                        "");
    }

    static String line(Measurement of) {
        return LAYOUT.formatted(
                of.shape(),
                of.precision(),
                of.workload(),
                of.units(),
                number("%.4f", of.seconds()),
                number("%.3g", of.teraflops()),
                number("%.3g", of.ceiling()),
                number("%.0f %%", PERCENT * of.share()),
                of.busy() < 0 ? "-" : number("%.0f %%", PERCENT * of.busy()),
                of.peakBytes() < 0 ? "-" : number("%.0f", of.peakBytes() / MEBI),
                of.distance() < 0 ? "" : number("  %.1e from whole passes", of.distance()));
    }

    /** Where there is nothing to measure. */
    static String refused(MambaShape shape, Workload workload, String precision) {
        return "%-5s %-9s %-27s %s"
                .formatted(shape, precision, workload.name(), "derivatives are not taken in " + precision);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    static String json(Map<String, String> machine, List<Measurement> all) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("machine", machine, "measurements", all))
                + "\n";
    }
}
