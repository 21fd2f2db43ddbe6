package dev.retrace.reports.figure;

import dev.retrace.engine.table.Table;
import dev.retrace.reports.figure.FigureDocument.Labels;
import dev.retrace.reports.text.Decimals;
import dev.retrace.reports.text.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Estimates as coloured cells, one per column and row: figures 2 and 3 of Sen Sharma et al. (arXiv
 * 2404.03646). A cell that no observation belongs to is blank and says so.
 */
final class HeatMap implements Drawing {

    @Override
    public FigureDocument draw(PlotStep.Parameters wanted, Table table) {
        FigureData data = FigureData.of(wanted, table);
        FigureWords words = new FigureWords(wanted, data.column());
        Labels labels = words.labels();
        Scale scale = Scale.around(
                        data.least(), data.greatest(), wanted.colors().isDiverging())
                .with(wanted.scaleMin(), wanted.scaleMax());
        return words.document(
                caption(words, data, scale, SingleFact.of(wanted, table)),
                data,
                finding(data, labels),
                FigureWords.Body.chart(
                        new HeatMapChart(data.panels(), labels, data.names(), scale, wanted.colors()).draw()));
    }

    private static String caption(FigureWords words, FigureData data, Scale scale, String fact) {
        long outside = data.panels().stream()
                .filter(Panel::isOurs)
                .flatMap(panel -> panel.aggregate().estimates().values().stream())
                .filter(estimate -> !scale.shows(estimate.mean()))
                .count();
        String beyond = outside == 0
                ? ""
                : outside + (outside == 1 ? " cell lies" : " cells lie") + " outside the colour scale ("
                        + Decimals.readable(scale.min()) + " to " + Decimals.readable(scale.max())
                        + ") and " + (outside == 1 ? "has" : "have") + " the colour of its end.";
        boolean blank = data.panels().stream().map(Panel::aggregate).anyMatch(HeatMap::hasBlanks);
        return words.caption(fact, beyond, blank ? "Blank cells: no token of this kind." : "");
    }

    private static boolean hasBlanks(Aggregate aggregate) {
        return aggregate.estimates().size()
                < aggregate.xs().size() * aggregate.ys().size();
    }

    private static String finding(FigureData data, Labels labels) {
        List<String> peaks = new ArrayList<>();
        for (Panel panel : data.panels()) {
            if (panel.isOurs()) {
                Map.Entry<Aggregate.Place, Estimate> peak = panel.aggregate().estimates().entrySet().stream()
                        .max((a, b) ->
                                Double.compare(a.getValue().mean(), b.getValue().mean()))
                        .orElseThrow();
                String of = panel.name().isEmpty() || panel.name().equals(FigureData.OURS) ? "" : panel.start();
                peaks.add(of + peak.getValue().words() + " at "
                        + data.names().of(peak.getKey().x(), peak.getKey().y()));
            }
        }
        return "The greatest " + labels.value() + (peaks.size() == 1 ? " is " : ": ") + String.join("; ", peaks) + ".";
    }

    /** How a figure writes the value of an axis. */
    static String label(String value) {
        return TokenBucket.label(value).orElse(VisibleText.of(value));
    }
}
