package dev.retrace.reports.figure;

import dev.retrace.reports.chart.Axis;
import dev.retrace.reports.chart.ChartOption;
import dev.retrace.reports.chart.ColorMap;
import dev.retrace.reports.chart.Series;
import dev.retrace.reports.text.Json;
import dev.retrace.reports.text.TextWidth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ECharts form of a dot plot: the whiskers as lines below the dots. */
final class DotPlotChart {

    private static final int DOTS = 1;
    private static final int TOP = 34;
    private static final int BOTTOM = 48;
    private static final int RIGHT = 24;
    private static final int ROW = 20;
    private static final int NARROW = 560;
    private static final int NARROW_LABELS = 76;
    private static final int GAP = 12;
    private static final int SHORTEST_LABELS = 40;

    /** Widths of words are estimated. */
    private static final int SLACK = 8;

    /** Of nine colours: dark enough on white for a line, light enough on black. */
    private static final int SHADE = 6;

    private final List<DotPlot.Dot> dots;
    private final FigureDocument.Labels labels;
    private final Scale scale;
    private final ColorMap colors;

    DotPlotChart(List<DotPlot.Dot> dots, FigureDocument.Labels labels, Scale scale, ColorMap colors) {
        this.dots = dots;
        this.labels = labels;
        this.scale = scale;
        this.colors = colors;
    }

    FigureDocument.Chart draw() {
        List<List<List<Integer>>> walk = new ArrayList<>();
        for (int row = 0; row < dots.size(); row++) {
            walk.add(List.of(List.of(DOTS, row)));
        }
        String dark = colors.dark().colors().get(SHADE);
        return new FigureDocument.Chart(
                TOP + BOTTOM + ROW * dots.size(),
                Json.mapper().valueToTree(option()),
                Json.mapper().valueToTree(new Dark(series(dark))),
                walk);
    }

    /** What a dark page changes: the marks, by their ids. */
    private record Dark(List<Series> series) {}

    private ChartOption option() {
        List<String> names = dots.stream().map(DotPlot.Dot::name).toList();
        return new ChartOption(
                false,
                ChartOption.TextStyle.SYSTEM,
                ChartOption.Tooltip.NAME_OF_ITEM,
                null,
                List.of(new ChartOption.Grid("dots", labelRoom() + GAP, RIGHT, TOP, BOTTOM, null)),
                List.of(Axis.numbers(labels.value(), scale.min(), scale.max(), scale.step())),
                List.of(Axis.rows(0, labels.y(), names)),
                null,
                null,
                series(colors.light().colors().get(SHADE)),
                List.of(
                        media(new ChartOption.Query(NARROW), NARROW_LABELS, Axis.Labels.broken(NARROW_LABELS)),
                        media(null, labelRoom(), Axis.Labels.cut(labelRoom()))));
    }

    private List<Series> series(String color) {
        List<List<@Nullable Double>> whiskers = new ArrayList<>();
        List<Series.Item> items = new ArrayList<>();
        for (int row = 0; row < dots.size(); row++) {
            Estimate estimate = dots.get(row).estimate();
            double at = row;
            items.add(new Series.Item(
                    dots.get(row).name() + ": " + estimate.words() + " (n = " + estimate.n() + ")",
                    List.of(estimate.mean(), at)));
            if (Double.isFinite(estimate.standardError())) {
                whiskers.add(Arrays.asList(estimate.mean() - estimate.standardError(), at));
                whiskers.add(Arrays.asList(estimate.mean() + estimate.standardError(), at));
                whiskers.add(Arrays.asList(null, at));
            }
        }
        return List.of(new Series.Lines("whiskers", color, whiskers), new Series.Dots("dots", color, items));
    }

    private static ChartOption.Media media(ChartOption.@Nullable Query query, int room, Axis.Labels labels) {
        ChartOption.Side side = new ChartOption.Side(room + GAP);
        return new ChartOption.Media(query, new ChartOption.RoomForWords(List.of(side), List.of(labels)));
    }

    private int labelRoom() {
        int longest = dots.stream()
                .mapToInt(dot -> TextWidth.of(dot.name(), ChartOption.TextStyle.SYSTEM.fontSize()))
                .max()
                .orElse(0);
        return Math.max(SHORTEST_LABELS, Math.min(Axis.ROOM, longest + SLACK));
    }
}
