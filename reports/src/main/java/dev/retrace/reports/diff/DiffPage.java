package dev.retrace.reports.diff;

import dev.retrace.reports.page.Frame;
import dev.retrace.reports.page.Templates;
import java.util.List;

/** The page of a diff: one file, drawn by the program that draws a report. */
final class DiffPage {

    // The report's sheet stays as it is: the report's bytes depend on it.
    private static final List<String> STYLES = List.of("page.css", "diff.css");

    private DiffPage() {}

    static byte[] render(RunComparison runs) {
        DiffView view = DiffView.of(runs);
        return Templates.render(
                "diff.jte", Frame.of(view.title(), STYLES, "packed.js", "view.js", "table.js", "report.js"), view);
    }
}
