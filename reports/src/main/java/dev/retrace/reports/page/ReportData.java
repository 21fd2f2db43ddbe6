package dev.retrace.reports.page;

import dev.retrace.reports.figure.FigureDocument;
import dev.retrace.reports.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every number of a report, for programs: {@code report.json}.
 *
 * @param schema of this document
 * @param figures in the report's order
 * @param missing figures that could not be had
 */
record ReportData(int schema, String title, String workflow, List<Figure> figures, List<Missing> missing) {

    private static final int SCHEMA = 1;

    /**
     * One figure.
     *
     * @param name the target of deep links without its prefix, and the name of its CSV
     * @param values the rows of that CSV
     * @param comparison with published values, if there are any
     */
    record Figure(
            String name,
            @Nullable String paperFigure,
            String kind,
            String title,
            String caption,
            String finding,
            FigureDocument.Sample sample,
            List<FigureDocument.Dropped> dropped,
            String interval,
            @Nullable String normalisation,
            FigureDocument.Labels labels,
            FigureDocument.@Nullable Comparison comparison,
            FigureDocument.Values values) {}

    /** A figure that could not be had, and why. */
    record Missing(String name, String why) {}

    static ReportData of(ReportView report) {
        return new ReportData(
                SCHEMA,
                report.title(),
                report.workflow(),
                report.figures().stream().map(ReportData::figure).toList(),
                report.missing().stream()
                        .map(missing -> new Missing(missing.name(), missing.why()))
                        .toList());
    }

    private static Figure figure(FigureView view) {
        FigureDocument document = view.document();
        return new Figure(
                view.file(),
                document.paperFigure(),
                document.kind(),
                document.title(),
                document.caption(),
                document.finding(),
                document.sample(),
                document.dropped(),
                document.interval(),
                document.normalisation(),
                document.labels(),
                document.comparison(),
                document.table());
    }

    byte[] toJson() {
        return (Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
