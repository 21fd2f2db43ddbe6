package dev.retrace.engine.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was measured, as a table for people and as JSON for programs. */
record BenchTable(List<Series> all) {

    static final String HEAD = "%7s  %-10s  %-11s  %8s  %15s  %8s  %8s  %s"
            .formatted("cells", "operation", "tool", "wall s", "range", "CPU s", "peak MiB", "Snakemake takes");

    private static final String RIVAL = "snakemake";

    BenchTable {
        all = List.copyOf(all);
    }

    String text() {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        all.forEach(series -> text.append(line(series)).append('\n'));
        return text.toString();
    }

    private String line(Series series) {
        return String.format(
                        Locale.ROOT,
                        "%7d  %-10s  %-11s  %8.2f  %6.2f - %6.2f  %8.2f  %8s  %s",
                        series.cells(),
                        series.operation(),
                        series.contender(),
                        series.median(Measured::wall),
                        series.least(),
                        series.most(),
                        series.median(Measured::cpu),
                        memory(series.median(Measured::peakMiB)),
                        ratio(series).map(BenchTable::times).orElse(""))
                .stripTrailing();
    }

    /** How many times as long Snakemake took, by the medians; nothing for itself and where it was not measured. */
    Optional<Double> ratio(Series series) {
        return all.stream()
                .filter(other -> other.contender().equals(RIVAL) && series.rivals(other))
                .map(other -> other.median(Measured::wall) / series.median(Measured::wall))
                .findFirst();
    }

    private static String memory(double mebibytes) {
        return mebibytes == 0 ? "?" : String.format(Locale.ROOT, "%.0f", mebibytes);
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "%.1f times as long", ratio);
    }

    String json() {
        ArrayNode rows = JsonMapper.shared().createArrayNode();
        for (Series series : all) {
            ObjectNode row = rows.addObject()
                    .put("tool", series.contender())
                    .put("operation", series.operation().toString())
                    .put("cells", series.cells());
            ratio(series).ifPresent(ratio -> row.put("snakemakeRatio", ratio));
            ArrayNode times = row.putArray("times");
            series.times()
                    .forEach(measured -> times.addObject()
                            .put("wallSeconds", measured.wall())
                            .put("cpuSeconds", measured.cpu())
                            .put("peakMiB", measured.peakMiB()));
        }
        return rows.toPrettyString() + "\n";
    }
}
