package dev.retrace.reports.figure;

import dev.retrace.engine.table.Table;
import dev.retrace.reports.figure.FigureDocument.Labels;
import dev.retrace.reports.text.Decimals;
import dev.retrace.reports.text.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Estimates as coloured cells, one per column and row: figures 2 and 3 of Sen Sharma et al. (arXiv
 * 2404.03646). A cell that no observation belongs to is blank and says so.
 */
final class HeatMap implements Drawing {

    @Override
    public FigureDocument draw(PlotStep.Parameters wanted, Table table) {
        ValueColumn column = ValueColumn.find(table, wanted.value(), wanted.normalisation());
        String x = Objects.requireNonNull(wanted.x());
        Aggregation.Columns columns = new Aggregation.Columns(x, wanted.y(), column.name(), wanted.unit());
        Aggregate aggregate = Aggregation.of(table, columns, wanted.guard());
        Labels labels = labels(wanted, x, column);
        Scale scale = scale(wanted, aggregate);
        PlaceNames names = new PlaceNames(x, wanted.y());
        Normalisation normalisation = column.normalisation();
        return new FigureDocument(
                FigureDocument.SCHEMA,
                "heatmap",
                visible(wanted.paperFigure()),
                orElse(wanted.title(), capitalised(labels.value()) + " by " + labels.x() + " and " + labels.y()),
                caption(wanted, aggregate, scale),
                aggregate.sample(),
                aggregate.dropped(),
                "standard error over " + wanted.unit() + "s",
                normalisation == null ? null : normalisation.word(),
                labels,
                finding(aggregate, labels, names),
                values(columns, aggregate),
                new HeatMapChart(aggregate, labels, names, scale, wanted.colors()).draw());
    }

    private static Labels labels(PlotStep.Parameters wanted, String x, ValueColumn column) {
        String value = wanted.value().equals("ie") ? "average indirect effect" : column.name();
        return new Labels(
                orElse(wanted.xLabel(), VisibleText.of(x)),
                orElse(wanted.yLabel(), VisibleText.of(wanted.y())),
                orElse(wanted.valueLabel(), VisibleText.of(value)));
    }

    private static Scale scale(PlotStep.Parameters wanted, Aggregate aggregate) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (Estimate estimate : aggregate.estimates().values()) {
            least = Math.min(least, estimate.mean());
            greatest = Math.max(greatest, estimate.mean());
        }
        return Scale.around(least, greatest, wanted.colors().isDiverging()).with(wanted.scaleMin(), wanted.scaleMax());
    }

    private static String caption(PlotStep.Parameters wanted, Aggregate aggregate, Scale scale) {
        StringBuilder caption = new StringBuilder(orElse(wanted.caption(), ""));
        long outside = aggregate.estimates().values().stream()
                .filter(estimate -> !scale.holds(estimate.mean()))
                .count();
        if (outside > 0) {
            sentence(
                    caption,
                    outside + (outside == 1 ? " cell lies" : " cells lie") + " outside the colour scale ("
                            + Decimals.readable(scale.min()) + " to " + Decimals.readable(scale.max())
                            + ") and " + (outside == 1 ? "has" : "have") + " the colour of its end.");
        }
        if (aggregate.estimates().size()
                < aggregate.xs().size() * aggregate.ys().size()) {
            sentence(caption, "Blank cells: no token of this kind.");
        }
        return caption.toString();
    }

    static void sentence(StringBuilder text, String sentence) {
        text.append(text.isEmpty() ? "" : " ").append(sentence);
    }

    private static String finding(Aggregate aggregate, Labels labels, PlaceNames names) {
        Map.Entry<Aggregate.Place, Estimate> peak = aggregate.estimates().entrySet().stream()
                .max((a, b) -> Double.compare(a.getValue().mean(), b.getValue().mean()))
                .orElseThrow();
        return "The greatest " + labels.value() + " is " + peak.getValue().words() + " at "
                + names.of(peak.getKey().x(), peak.getKey().y()) + ".";
    }

    private static FigureDocument.Values values(Aggregation.Columns columns, Aggregate aggregate) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String y : aggregate.ys()) {
            for (String x : aggregate.xs()) {
                rows.add(row(x, y, aggregate.at(x, y)));
            }
        }
        return new FigureDocument.Values(List.of(columns.x(), columns.y(), "mean", "se", "n"), 2, rows);
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

    /** How a figure writes the value of an axis. */
    static String label(String value) {
        return TokenBucket.label(value).orElse(VisibleText.of(value));
    }

    static String orElse(@Nullable String given, String otherwise) {
        return given == null ? otherwise : VisibleText.of(given);
    }

    static @Nullable String visible(@Nullable String given) {
        return given == null ? null : VisibleText.of(given);
    }

    static String capitalised(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }
}
