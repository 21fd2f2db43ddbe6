package dev.retrace.reports.figure;

import dev.retrace.engine.table.Table;
import dev.retrace.reports.figure.FigureDocument.Labels;
import dev.retrace.reports.text.Decimals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Estimates as bars or lines over the columns, one series per value of a column, with their standard
 * errors: figures 5 and 9 of Sen Sharma et al. (arXiv 2404.03646).
 */
final class SeriesFigure implements Drawing {

    private final SeriesChart.Form form;

    SeriesFigure(SeriesChart.Form form) {
        this.form = form;
    }

    @Override
    public FigureDocument draw(PlotStep.Parameters wanted, Table table) {
        FigureData data = FigureData.of(wanted, table);
        Aggregate ours = data.ours();
        FigureWords words = new FigureWords(wanted, data.column());
        List<SeriesLook> looks = looks(wanted.second(), ours.ys());
        Scale scale = scale(data.panels()).with(wanted.scaleMin(), wanted.scaleMax());
        String places = HeatMap.label(wanted.first());
        return words.document(
                words.caption(form.errors(), outside(data, scale)),
                data,
                finding(ours, looks, words.labels(), places),
                FigureWords.Body.chart(
                        new SeriesChart(form, data.panels(), looks, scale).draw(words.labels(), places)));
    }

    private static List<SeriesLook> looks(String column, List<String> values) {
        List<SeriesLook> looks = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            looks.add(SeriesLook.of(column, values.get(i), i));
        }
        return looks;
    }

    private static Scale scale(List<Panel> panels) {
        double least = 0;
        double greatest = 0;
        double lowest = 0;
        double highest = 0;
        for (Panel panel : panels) {
            for (Estimate estimate : panel.aggregate().estimates().values()) {
                double error = Double.isFinite(estimate.standardError()) ? estimate.standardError() : 0;
                least = Math.min(least, estimate.mean());
                greatest = Math.max(greatest, estimate.mean());
                lowest = Math.min(lowest, estimate.mean() - error);
                highest = Math.max(highest, estimate.mean() + error);
            }
        }
        return Scale.holding(least, greatest, lowest, highest);
    }

    private static String outside(FigureData data, Scale scale) {
        long outside = data.panels().stream()
                .flatMap(panel -> panel.aggregate().estimates().values().stream())
                .filter(estimate -> !scale.shows(estimate.mean()))
                .count();
        return outside == 0
                ? ""
                : outside + (outside == 1 ? " mean lies" : " means lie") + " outside the axis ("
                        + Decimals.readable(scale.min()) + " to " + Decimals.readable(scale.max()) + ").";
    }

    private static String finding(Aggregate aggregate, List<SeriesLook> looks, Labels labels, String places) {
        List<String> peaks = new ArrayList<>();
        for (int series = 0; series < looks.size(); series++) {
            String y = aggregate.ys().get(series);
            Optional<String> peak = aggregate.xs().stream()
                    .filter(x -> aggregate.at(x, y).isPresent())
                    .max((a, b) -> Double.compare(size(aggregate, a, y), size(aggregate, b, y)));
            if (peak.isPresent()) {
                String x = peak.get();
                peaks.add(looks.get(series).name() + " "
                        + aggregate.at(x, y).orElseThrow().words() + " at " + places + " " + HeatMap.label(x));
            }
        }
        return "The strongest " + labels.value() + ": " + String.join("; ", peaks) + ".";
    }

    private static double size(Aggregate aggregate, String x, String y) {
        return Math.abs(aggregate.at(x, y).orElseThrow().mean());
    }
}
