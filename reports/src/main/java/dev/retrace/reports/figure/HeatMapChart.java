package dev.retrace.reports.figure;

import dev.retrace.reports.chart.Axis;
import dev.retrace.reports.chart.ChartOption;
import dev.retrace.reports.chart.ColorMap;
import dev.retrace.reports.chart.Series;
import dev.retrace.reports.text.Json;
import dev.retrace.reports.text.TextWidth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The ECharts form of heat maps above each other on one scale: the cells, the empty cells as a series of
 * their own so that they can be read and named, and a colour bar with ticks on the right.
 */
final class HeatMapChart {

    private static final int KINDS = 2; // series of a panel: cells, then blank ones

    private static final int TOP = 34;
    private static final int HEADING = 24;
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

    private final List<Panel> panels;
    private final FigureDocument.Labels labels;
    private final PlaceNames names;
    private final Scale scale;
    private final ColorMap colors;

    private final List<Series> series = new ArrayList<>();
    private final List<List<List<Integer>>> walk = new ArrayList<>();

    /** @param panels with the same rows */
    HeatMapChart(List<Panel> panels, FigureDocument.Labels labels, PlaceNames names, Scale scale, ColorMap colors) {
        this.panels = panels;
        this.labels = labels;
        this.names = names;
        this.scale = scale;
        this.colors = colors;
    }

    FigureDocument.Chart draw() {
        for (int panel = 0; panel < panels.size(); panel++) {
            place(panel);
        }
        return new FigureDocument.Chart(
                height(), Json.mapper().valueToTree(option()), Json.mapper().valueToTree(dark()), walk);
    }

    /** Adds the cells of one panel. */
    private void place(int index) {
        Panel panel = panels.get(index);
        Aggregate aggregate = panel.aggregate();
        List<Series.Item> cells = new ArrayList<>();
        List<Series.Item> blank = new ArrayList<>();
        for (int y = 0; y < aggregate.ys().size(); y++) {
            List<List<Integer>> row = new ArrayList<>();
            for (int x = 0; x < aggregate.xs().size(); x++) {
                Optional<Estimate> found =
                        aggregate.at(aggregate.xs().get(x), aggregate.ys().get(y));
                List<Series.Item> items = found.isPresent() ? cells : blank;
                String where = panel.start()
                        + names.of(aggregate.xs().get(x), aggregate.ys().get(y)) + ": ";
                items.add(new Series.Item(
                        where + found.map(panel::words).orElse("no token of this kind"),
                        List.of(
                                (double) x,
                                (double) y,
                                found.map(Estimate::mean).orElse(0.0))));
                row.add(List.of(KINDS * index + (found.isPresent() ? 0 : 1), items.size() - 1));
            }
            walk.add(row);
        }
        series.add(new Series.HeatMap(id("cells", index), index, null, cells));
        series.add(new Series.HeatMap(id("blank", index), index, BLANK_LIGHT, blank));
    }

    private ChartOption option() {
        List<Axis> columns = new ArrayList<>();
        List<Axis> rows = new ArrayList<>();
        List<ChartOption.Grid> grids = new ArrayList<>();
        List<ChartOption.Title> titles = new ArrayList<>();
        for (int panel = 0; panel < panels.size(); panel++) {
            Aggregate aggregate = panels.get(panel).aggregate();
            String below = panel == panels.size() - 1 ? labels.x() : "";
            String above = panel == 0 && panels.size() == 1 ? labels.y() : "";
            columns.add(Axis.columns(
                    panel, below, aggregate.xs().stream().map(HeatMap::label).toList()));
            rows.add(Axis.rows(
                    panel, above, aggregate.ys().stream().map(names::row).toList()));
            int bottom = height() - top(panel) - rowsHeight();
            grids.add(new ChartOption.Grid(id("map", panel), labelRoom() + GAP, RIGHT, top(panel), bottom, null));
            titles.add(
                    new ChartOption.Title(id("title", panel), panels.get(panel).heading(), 0, top(panel) - HEADING));
        }
        int under = height() - top(0) - rowsHeight(); // beside the first panel: headings need the width below
        grids.add(new ChartOption.Grid("scale", null, BAR_RIGHT, top(0), under, BAR_WIDTH));
        columns.add(Axis.hidden(panels.size()));
        rows.add(Axis.scale(panels.size(), labels.value(), scale.min(), scale.max(), scale.step()));
        series.add(bar(colors.light()));
        return new ChartOption(
                false,
                ChartOption.TextStyle.SYSTEM,
                ChartOption.Tooltip.NAME_OF_ITEM,
                panels.size() == 1 ? null : titles,
                grids,
                columns,
                rows,
                null,
                List.of(visualMap(colors.light())),
                series,
                List.of(
                        media(new ChartOption.Query(NARROW), NARROW_LABELS, Axis.Labels.broken(NARROW_LABELS)),
                        media(null, labelRoom(), Axis.Labels.cut(labelRoom()))));
    }

    private ChartOption.Media media(ChartOption.@Nullable Query query, int room, Axis.Labels words) {
        ChartOption.Side side = new ChartOption.Side(room + GAP);
        return new ChartOption.Media(
                query,
                new ChartOption.RoomForWords(
                        Collections.nCopies(panels.size(), side), Collections.nCopies(panels.size(), words)));
    }

    private int top(int panel) {
        return panels.size() == 1 ? TOP : HEADING + panel * (rowsHeight() + BOTTOM + HEADING);
    }

    private int height() {
        return top(panels.size() - 1) + rowsHeight() + BOTTOM;
    }

    private int rowsHeight() {
        int rows = panels.get(0).aggregate().ys().size();
        int row = Math.max(14, Math.min(panels.size() == 1 ? 38 : 32, 620 / rows));
        return Math.max(panels.size() == 1 ? LOWEST : 0, rows * row);
    }

    private int labelRoom() {
        int longest = panels.get(0).aggregate().ys().stream()
                .mapToInt(row -> TextWidth.of(names.row(row), ChartOption.TextStyle.SYSTEM.fontSize()))
                .max()
                .orElse(0);
        return Math.max(SHORTEST_LABELS, Math.min(Axis.ROOM, longest));
    }

    private Series.ColorBar bar(ColorMap.Ramp ramp) {
        return new Series.ColorBar("scale", panels.size(), scale.max(), ramp);
    }

    private ChartOption.VisualMap visualMap(ColorMap.Ramp ramp) {
        List<Integer> coloured = IntStream.range(0, panels.size())
                .map(panel -> KINDS * panel)
                .boxed()
                .toList();
        return new ChartOption.VisualMap(
                "colors",
                "continuous",
                false,
                scale.min(),
                scale.max(),
                2,
                coloured,
                new ChartOption.Range(ramp.colors()));
    }

    private static String id(String what, int panel) {
        return panel == 0 ? what : what + " " + panel;
    }

    /** What a dark page changes: the ramp, its bar, and the empty cells. */
    private record Dark(List<DarkMap> visualMap, List<DarkSeries> series) {

        private record DarkMap(String id, ChartOption.Range inRange) {}

        private record DarkSeries(String id, Object itemStyle) {}
    }

    private Dark dark() {
        List<Dark.DarkSeries> changed = new ArrayList<>();
        for (int panel = 0; panel < panels.size(); panel++) {
            changed.add(new Dark.DarkSeries(id("blank", panel), BLANK_DARK));
        }
        changed.add(new Dark.DarkSeries("scale", bar(colors.dark()).itemStyle()));
        return new Dark(
                List.of(new Dark.DarkMap(
                        "colors", new ChartOption.Range(colors.dark().colors()))),
                changed);
    }
}
