package dev.retrace.reports.figure;

import dev.retrace.reports.chart.Axis;
import dev.retrace.reports.chart.ChartOption;
import dev.retrace.reports.chart.ColorMap;
import dev.retrace.reports.chart.Series;
import dev.retrace.reports.text.Json;
import dev.retrace.reports.text.TextWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ECharts form of a heat map: the cells, the empty cells as a series of their own so that they
 * can be read and named, and a colour bar with ticks on the right.
 */
final class HeatMapChart {

    private static final int CELLS = 0;
    private static final int BLANK = 1;

    private static final int TOP = 34;
    private static final int BOTTOM = 48;
    private static final int BAR_WIDTH = 12;
    private static final int BAR_RIGHT = 62;
    private static final int RIGHT = 96;
    private static final int LOWEST = 150;
    private static final int NARROW = 560;
    private static final int NARROW_LABELS = 76;
    private static final int GAP = 12;
    private static final int SHORTEST_LABELS = 40;

    private static final Series.CellStyle BLANK_LIGHT = new Series.CellStyle("#ffffff", "#e4e4ea", 1);
    private static final Series.CellStyle BLANK_DARK = new Series.CellStyle("#2c2c35", "#3b3b46", 1);

    private final Aggregate aggregate;
    private final FigureDocument.Labels labels;
    private final PlaceNames names;
    private final Scale scale;
    private final ColorMap colors;

    private final List<Series.Item> cells = new ArrayList<>();
    private final List<Series.Item> blank = new ArrayList<>();
    private final List<List<List<Integer>>> walk = new ArrayList<>();

    HeatMapChart(Aggregate aggregate, FigureDocument.Labels labels, PlaceNames names, Scale scale, ColorMap colors) {
        this.aggregate = aggregate;
        this.labels = labels;
        this.names = names;
        this.scale = scale;
        this.colors = colors;
    }

    FigureDocument.Chart draw() {
        for (int y = 0; y < aggregate.ys().size(); y++) {
            List<List<Integer>> row = new ArrayList<>();
            for (int x = 0; x < aggregate.xs().size(); x++) {
                row.add(place(x, y));
            }
            walk.add(row);
        }
        return new FigureDocument.Chart(
                TOP + BOTTOM + Math.max(LOWEST, aggregate.ys().size() * rowHeight()),
                Json.mapper().valueToTree(option()),
                Json.mapper().valueToTree(Dark.of(scale, colors)),
                walk);
    }

    /** Adds one cell; answers its series and item. */
    private List<Integer> place(int x, int y) {
        String column = aggregate.xs().get(x);
        String row = aggregate.ys().get(y);
        String where = names.of(column, row) + ": ";
        Optional<Estimate> found = aggregate.at(column, row);
        List<Series.Item> items = found.isPresent() ? cells : blank;
        String what = found.map(estimate -> estimate.words() + " (n = " + estimate.n() + ")")
                .orElse("no token of this kind");
        items.add(new Series.Item(
                where + what,
                List.of((double) x, (double) y, found.map(Estimate::mean).orElse(0.0))));
        return List.of(found.isPresent() ? CELLS : BLANK, items.size() - 1);
    }

    private int rowHeight() {
        return Math.max(14, Math.min(38, 620 / aggregate.ys().size()));
    }

    private ChartOption option() {
        List<String> columns = aggregate.xs().stream().map(HeatMap::label).toList();
        List<String> rows = aggregate.ys().stream().map(HeatMap::label).toList();
        return new ChartOption(
                false,
                ChartOption.TextStyle.SYSTEM,
                ChartOption.Tooltip.NAME_OF_ITEM,
                List.of(
                        new ChartOption.Grid("map", labelRoom() + GAP, RIGHT, TOP, BOTTOM, null),
                        new ChartOption.Grid("scale", null, BAR_RIGHT, TOP, BOTTOM, BAR_WIDTH)),
                List.of(Axis.columns(labels.x(), columns), Axis.hidden(1)),
                List.of(
                        Axis.rows(labels.y(), rows),
                        Axis.scale(1, labels.value(), scale.min(), scale.max(), scale.step())),
                null,
                List.of(visualMap(colors.light())),
                List.of(
                        new Series.HeatMap("cells", null, cells),
                        new Series.HeatMap("blank", BLANK_LIGHT, blank),
                        new Series.ColorBar("scale", 1, scale.max(), colors.light())),
                List.of(
                        media(new ChartOption.Query(NARROW), NARROW_LABELS, Axis.Labels.broken(NARROW_LABELS)),
                        media(null, labelRoom(), Axis.Labels.cut(labelRoom()))));
    }

    private static ChartOption.Media media(ChartOption.@Nullable Query query, int room, Axis.Labels labels) {
        ChartOption.Side side = new ChartOption.Side(room + GAP);
        return new ChartOption.Media(query, new ChartOption.RoomForWords(List.of(side), List.of(labels)));
    }

    private int labelRoom() {
        int longest = aggregate.ys().stream()
                .mapToInt(row -> TextWidth.of(HeatMap.label(row), ChartOption.TextStyle.SYSTEM.fontSize()))
                .max()
                .orElse(0);
        return Math.max(SHORTEST_LABELS, Math.min(Axis.ROOM, longest));
    }

    private ChartOption.VisualMap visualMap(ColorMap.Ramp ramp) {
        return new ChartOption.VisualMap(
                "colors",
                "continuous",
                false,
                scale.min(),
                scale.max(),
                2,
                CELLS,
                new ChartOption.Range(ramp.colors()));
    }

    /** What a dark page changes: the ramp, its bar, and the empty cells. */
    private record Dark(List<DarkMap> visualMap, List<DarkSeries> series) {

        private record DarkMap(String id, ChartOption.Range inRange) {}

        private record DarkSeries(String id, Object itemStyle) {}

        static Dark of(Scale scale, ColorMap colors) {
            Series.ColorBar bar = new Series.ColorBar("scale", 1, scale.max(), colors.dark());
            return new Dark(
                    List.of(new DarkMap(
                            "colors", new ChartOption.Range(colors.dark().colors()))),
                    List.of(new DarkSeries("blank", BLANK_DARK), new DarkSeries("scale", bar.itemStyle())));
        }
    }
}
