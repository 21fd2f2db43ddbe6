package dev.retrace.reports.figure;

import dev.retrace.reports.figure.FigureDocument.Labels;
import dev.retrace.reports.published.PublishedFigure;
import dev.retrace.reports.text.VisibleText;
import java.util.Locale;
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

    /** What a figure consists of beside its words: a chart or a table. */
    record Body(FigureDocument.@Nullable Chart chart, FigureDocument.@Nullable Grid grid) {

        static Body chart(FigureDocument.Chart chart) {
            return new Body(chart, null);
        }

        static Body grid(FigureDocument.Grid grid) {
            return new Body(null, grid);
        }
    }

    /** The whole document of a figure of two axes, compared with published values if it stands beside some. */
    FigureDocument document(String caption, FigureData data, String finding, Body body) {
        FigureDocument.Values values = ValueRows.of(data.panelColumn(wanted), data.panels(), data.names());
        FigureDocument plain = document(caption, data.ours(), finding, values, body);
        PublishedFigure published = data.published();
        return published == null ? plain : plain.with(Comparing.of(data, published));
    }

    /** The whole document. */
    FigureDocument document(
            String caption, Aggregate aggregate, String finding, FigureDocument.Values values, Body body) {
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
                interval(),
                normalisation == null ? null : normalisation.word(),
                labels,
                finding,
                null,
                values,
                body.chart(),
                body.grid(),
                null);
    }

    private String interval() {
        return wanted.kind() == FigureKind.BOXES
                ? "quartiles over " + wanted.unit() + "s are linear between values (Hyndman and Fan 1996, definition"
                        + " 7); whiskers are Tukey's (1977)"
                : "standard error over " + wanted.unit() + "s; low and high in the data table are ends of the "
                        + wanted.bootstrap().words(wanted.unit());
    }

    private String axes(Labels labels) {
        return wanted.kind() == FigureKind.DOTS ? labels.y() : labels.x() + " and " + labels.y();
    }

    private static String orElse(@Nullable String given, String otherwise) {
        return given == null ? otherwise : VisibleText.of(given);
    }

    static String capitalised(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
