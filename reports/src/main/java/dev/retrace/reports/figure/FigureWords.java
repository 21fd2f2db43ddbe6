package dev.retrace.reports.figure;

import dev.retrace.reports.figure.FigureDocument.Labels;
import dev.retrace.reports.text.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a figure of any kind says around its drawing: the workflow's words where it gives some, else the
 * table's.
 *
 * @param column that is shown
 */
record FigureWords(PlotStep.Parameters wanted, ValueColumn column) {

    /** What the axes and the value are called; dots have their value along the horizontal axis. */
    Labels labels() {
        boolean dots = wanted.kind() == FigureKind.DOTS;
        String value = wanted.value().equals("ie") ? "average indirect effect" : column.name();
        return new Labels(
                orElse(wanted.xLabel(), VisibleText.of(dots ? value : wanted.first())),
                orElse(wanted.yLabel(), VisibleText.of(wanted.second())),
                orElse(wanted.valueLabel(), VisibleText.of(value)));
    }

    /** The workflow's caption and further sentences, of which empty ones are left out. */
    String caption(String... further) {
        StringBuilder caption = new StringBuilder(orElse(wanted.caption(), ""));
        for (String sentence : further) {
            caption.append(caption.isEmpty() || sentence.isEmpty() ? "" : " ").append(sentence);
        }
        return caption.toString();
    }

    /** The whole document of a figure of two axes. */
    FigureDocument document(String caption, Aggregate aggregate, String finding, FigureDocument.Chart chart) {
        return document(caption, aggregate, finding, values(aggregate), chart);
    }

    /** The whole document. */
    FigureDocument document(
            String caption,
            Aggregate aggregate,
            String finding,
            FigureDocument.Values values,
            FigureDocument.Chart chart) {
        Labels labels = labels();
        Normalisation normalisation = column.normalisation();
        return new FigureDocument(
                FigureDocument.SCHEMA,
                wanted.kind().name().toLowerCase(Locale.ROOT),
                wanted.paperFigure() == null ? null : VisibleText.of(wanted.paperFigure()),
                orElse(wanted.title(), capitalised(labels.value()) + " by " + axes(labels)),
                caption,
                aggregate.sample(),
                aggregate.dropped(),
                "standard error over " + wanted.unit() + "s",
                normalisation == null ? null : normalisation.word(),
                labels,
                finding,
                values,
                chart);
    }

    private String axes(Labels labels) {
        return wanted.kind() == FigureKind.DOTS ? labels.y() : labels.x() + " and " + labels.y();
    }

    private FigureDocument.Values values(Aggregate aggregate) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String y : aggregate.ys()) {
            for (String x : aggregate.xs()) {
                rows.add(row(x, y, aggregate.at(x, y)));
            }
        }
        return new FigureDocument.Values(List.of(wanted.first(), wanted.second(), "mean", "se", "n"), 2, rows);
    }

    private static List<@Nullable Object> row(String x, String y, Optional<Estimate> estimate) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(x);
        row.add(y);
        row.add(estimate.map(Estimate::mean).orElse(null));
        row.add(estimate.map(Estimate::standardError).filter(Double::isFinite).orElse(null));
        row.add(estimate.map(Estimate::n).orElse(0));
        return row;
    }

    private static String orElse(@Nullable String given, String otherwise) {
        return given == null ? otherwise : VisibleText.of(given);
    }

    static String capitalised(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
