package dev.retrace.reports.diff;

import dev.retrace.reports.figure.FigureDocument;
import dev.retrace.reports.page.EmbeddedJson;
import dev.retrace.reports.text.Decimals;
import dev.retrace.reports.text.VisibleText;
import gg.jte.Content;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One panel of a compared figure as the template shows it.
 *
 * @param anchor the target of deep links
 * @param label of the figure
 * @param title with the panel's name
 * @param verdict as one word
 * @param sentence what is claimed
 * @param notes how it was compared
 * @param table every number
 * @param rows the same for reading
 * @param drawn whether there is a chart
 * @param data for the page's program
 */
public record ComparedView(
        String anchor,
        String label,
        String title,
        String verdict,
        String sentence,
        List<String> notes,
        FigureDocument.Values table,
        List<List<String>> rows,
        boolean drawn,
        Content data) {

    /** What the page's program needs. */
    private record Data(String file, String title, FigureDocument.@Nullable Chart chart, FigureDocument.Values table) {}

    static ComparedView of(
            FigureComparison figure, FigureComparison.Panel panel, String anchor, MapsChart.Headings headings) {
        FigureDocument.Chart chart = chart(figure, panel, headings);
        FigureDocument.Values table = ComparedRows.of(figure, panel);
        String title = VisibleText.of(panel.name().isEmpty() ? figure.title() : figure.title() + ", " + panel.name());
        return new ComparedView(
                anchor,
                VisibleText.of(figure.label()),
                title,
                figure.verdict().word(),
                VisibleText.of(figure.sentence()),
                figure.notes().stream().map(VisibleText::of).toList(),
                table,
                rows(table),
                chart != null,
                EmbeddedJson.of(new Data(anchor.replaceFirst("^fig-", "diff-"), title, chart, table)));
    }

    /** None where there is nothing to draw, or the values are of different kinds. */
    private static FigureDocument.@Nullable Chart chart(
            FigureComparison figure, FigureComparison.Panel panel, MapsChart.Headings headings) {
        if (figure.kind().equals("table") || panel.places().isEmpty()) {
            return null;
        }
        return figure.kind().equals("heatmap")
                ? new MapsChart(figure, panel, headings).draw()
                : new CurvesChart(figure, panel, headings).draw();
    }

    private static List<List<String>> rows(FigureDocument.Values table) {
        List<List<String>> rows = new ArrayList<>();
        for (List<@Nullable Object> row : table.rows()) {
            rows.add(row.stream().map(ComparedView::cell).toList());
        }
        return rows;
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof Double number ? Decimals.readable(number) : VisibleText.of(value.toString());
    }
}
