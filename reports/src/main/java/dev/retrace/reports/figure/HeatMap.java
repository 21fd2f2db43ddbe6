package dev.retrace.reports.figure;

import dev.retrace.engine.table.Table;
import dev.retrace.reports.figure.FigureDocument.Labels;
import dev.retrace.reports.text.Decimals;
import dev.retrace.reports.text.VisibleText;
import java.util.Map;

/**
 * Estimates as coloured cells, one per column and row: figures 2 and 3 of Sen Sharma et al. (arXiv
 * 2404.03646). A cell that no observation belongs to is blank and says so.
 */
final class HeatMap implements Drawing {

    @Override
    public FigureDocument draw(PlotStep.Parameters wanted, Table table) {
        ValueColumn column = ValueColumn.find(table, wanted.value(), wanted.normalisation());
        Aggregation.Columns columns =
                new Aggregation.Columns(wanted.first(), wanted.second(), column.name(), wanted.unit());
        Aggregate aggregate = Aggregation.of(table, columns, wanted.guard());
        FigureWords words = new FigureWords(wanted, column);
        Labels labels = words.labels();
        Scale scale = scale(wanted, aggregate);
        PlaceNames names = new PlaceNames(wanted.first(), wanted.second());
        return words.document(
                caption(words, aggregate, scale),
                aggregate,
                finding(aggregate, labels, names),
                new HeatMapChart(aggregate, labels, names, scale, wanted.colors()).draw());
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

    private static String caption(FigureWords words, Aggregate aggregate, Scale scale) {
        long outside = aggregate.estimates().values().stream()
                .filter(estimate -> !scale.holds(estimate.mean()))
                .count();
        String beyond = outside == 0
                ? ""
                : outside + (outside == 1 ? " cell lies" : " cells lie") + " outside the colour scale ("
                        + Decimals.readable(scale.min()) + " to " + Decimals.readable(scale.max())
                        + ") and " + (outside == 1 ? "has" : "have") + " the colour of its end.";
        boolean blank = aggregate.estimates().size()
                < aggregate.xs().size() * aggregate.ys().size();
        return words.caption(beyond, blank ? "Blank cells: no token of this kind." : "");
    }

    private static String finding(Aggregate aggregate, Labels labels, PlaceNames names) {
        Map.Entry<Aggregate.Place, Estimate> peak = aggregate.estimates().entrySet().stream()
                .max((a, b) -> Double.compare(a.getValue().mean(), b.getValue().mean()))
                .orElseThrow();
        return "The greatest " + labels.value() + " is " + peak.getValue().words() + " at "
                + names.of(peak.getKey().x(), peak.getKey().y()) + ".";
    }

    /** How a figure writes the value of an axis. */
    static String label(String value) {
        return TokenBucket.label(value).orElse(VisibleText.of(value));
    }
}
