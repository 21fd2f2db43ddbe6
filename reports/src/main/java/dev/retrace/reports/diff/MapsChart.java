package dev.retrace.reports.diff;

import dev.retrace.reports.chart.Axis;
import dev.retrace.reports.chart.ChartOption;
import dev.retrace.reports.chart.ColorMap;
import dev.retrace.reports.chart.Series;
import dev.retrace.reports.figure.FigureDocument;
import dev.retrace.reports.figure.Observed;
import dev.retrace.reports.figure.Observed.Place;
import dev.retrace.reports.figure.Scale;
import dev.retrace.reports.statistics.MeanDifference;
import dev.retrace.reports.statistics.Verdict;
import dev.retrace.reports.text.Decimals;
import dev.retrace.reports.text.Json;
import dev.retrace.reports.text.TextWidth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Three heat maps above each other: A and B on one scale, and B less A on one that has zero in its middle, where
 * a stroke through a cell says that the difference is not significant.
 */
final class MapsChart {

    private static final int MAPS = 3;
    private static final int DIFFERENCE = 2;
    private static final int KINDS = 2; // series of a map: cells, then blank ones
    private static final int HEADING = 24;
    private static final int BOTTOM = 48;
    private static final int BAR_WIDTH = 12;
    private static final int BAR_RIGHT = 62;
    private static final int RIGHT = 96;
    private static final int NARROW = 560;
    private static final int NARROW_LABELS = 76;
    private static final int GAP = 12;
    private static final int SHORTEST_LABELS = 40;
    private static final int LOWEST = 110; // of a map: the scale beside it needs room for its numbers
    private static final int MOST = 460;
    private static final String STROKE = "#4b4a55";
    private static final String DARK_STROKE = "#b9b7c4";
    private static final Series.CellStyle BLANK_LIGHT = new Series.CellStyle("#ffffff", "#e4e4ea", 1);
    private static final Series.CellStyle BLANK_DARK = new Series.CellStyle("#2c2c35", "#3b3b46", 1);

    private final FigureComparison figure;
    private final FigureComparison.Panel panel;
    private final Headings headings;
    private final Scale values;
    private final Scale differences;
    private final List<Series> series = new ArrayList<>();
    private final List<List<List<Integer>>> walk = new ArrayList<>();

    /** What stands above the three. */
    record Headings(String a, String b) {

        private List<String> all() {
            return List.of("A: " + a, "B: " + b, "B \u2212 A; struck through: not significant");
        }
    }

    MapsChart(FigureComparison figure, FigureComparison.Panel panel, Headings headings) {
        this.figure = figure;
        this.panel = panel;
        this.headings = headings;
        this.values = Scales.values(figure);
        this.differences = Scales.differences(figure);
    }

    FigureDocument.Chart draw() {
        place(0, Compared::a, place -> Decimals.readable(Objects.requireNonNull(place.a())) + n(place, true));
        place(1, Compared::b, place -> Decimals.readable(Objects.requireNonNull(place.b())) + n(place, false));
        place(DIFFERENCE, MapsChart::difference, Compared::words);
        series.add(Series.Signs.strokes("strokes", null, new Series.Axes(DIFFERENCE, DIFFERENCE), STROKE, struck()));
        series.add(
                new Series.ColorBar("scale", MAPS, values.max(), figure.colors().light()));
        series.add(new Series.ColorBar("difference scale", MAPS + 1, differences.max(), ColorMap.BLUE_RED.light()));
        return new FigureDocument.Chart(
                height(), Json.mapper().valueToTree(option()), Json.mapper().valueToTree(dark()), walk);
    }

    private static String n(Compared place, boolean ofA) {
        MeanDifference found = place.found();
        return found == null ? "" : " (n = " + (ofA ? found.nA() : found.nB()) + ")";
    }

    private static @Nullable Double difference(Compared place) {
        MeanDifference found = place.found();
        return found == null ? null : found.difference();
    }

    private void place(int map, Function<Compared, @Nullable Double> value, Function<Compared, String> words) {
        List<Series.Item> cells = new ArrayList<>();
        List<Series.Item> blank = new ArrayList<>();
        String start = List.of("A, ", "B, ", "B \u2212 A, ").get(map);
        for (int y = 0; y < panel.ys().size(); y++) {
            List<List<Integer>> row = new ArrayList<>();
            for (int x = 0; x < panel.xs().size(); x++) {
                Compared found = panel.places()
                        .get(new Place(panel.xs().get(x), panel.ys().get(y)));
                Double number = found == null ? null : value.apply(found);
                String said = number != null && found != null
                        ? words.apply(found)
                        : found != null && map == DIFFERENCE ? words.apply(found) : "no value";
                List<Series.Item> items = number == null ? blank : cells;
                items.add(new Series.Item(
                        start + where(x, y) + ": " + said,
                        List.of((double) x, (double) y, number == null ? 0.0 : number)));
                row.add(List.of(KINDS * map + (number == null ? 1 : 0), items.size() - 1));
            }
            walk.add(row);
        }
        series.add(new Series.HeatMap(id("cells", map), map, null, cells));
        series.add(new Series.HeatMap(id("blank", map), map, BLANK_LIGHT, blank));
    }

    private String where(int x, int y) {
        return figure.labels().x() + " " + Observed.label(panel.xs().get(x)) + ", "
                + panel.row(panel.ys().get(y));
    }

    private List<List<Double>> struck() {
        List<List<Double>> struck = new ArrayList<>();
        for (int y = 0; y < panel.ys().size(); y++) {
            for (int x = 0; x < panel.xs().size(); x++) {
                Compared found = panel.places()
                        .get(new Place(panel.xs().get(x), panel.ys().get(y)));
                if (found != null && found.found() != null && !isSignificant(found)) {
                    struck.add(List.of((double) x, (double) y));
                }
            }
        }
        return struck;
    }

    /** Equivalence too may go with a difference that is significant, though small. */
    static boolean isSignificant(Compared place) {
        return place.adjusted() < Verdict.LEVEL;
    }

    private ChartOption option() {
        List<Axis> columns = new ArrayList<>();
        List<Axis> rows = new ArrayList<>();
        List<ChartOption.Grid> grids = new ArrayList<>();
        List<ChartOption.Title> titles = new ArrayList<>();
        for (int map = 0; map < MAPS; map++) {
            columns.add(Axis.columns(
                    map,
                    map == DIFFERENCE ? figure.labels().x() : "",
                    panel.xs().stream().map(Observed::label).toList()));
            rows.add(Axis.rows(map, "", panel.ys().stream().map(panel::row).toList()));
            grids.add(new ChartOption.Grid(id("map", map), labelRoom() + GAP, RIGHT, top(map), below(map), null));
            titles.add(new ChartOption.Title(id("title", map), headings.all().get(map), 0, top(map) - HEADING));
        }
        scale(grids, columns, rows, 0, values);
        scale(grids, columns, rows, DIFFERENCE, differences);
        return new ChartOption(
                false,
                ChartOption.TextStyle.SYSTEM,
                ChartOption.Tooltip.NAME_OF_ITEM,
                titles,
                grids,
                columns,
                rows,
                null,
                List.of(
                        colours(
                                "colors",
                                values,
                                List.of(0, KINDS),
                                figure.colors().light()),
                        colours("differences", differences, List.of(KINDS * DIFFERENCE), ColorMap.BLUE_RED.light())),
                series,
                List.of(
                        room(new ChartOption.Query(NARROW), NARROW_LABELS, Axis.Labels.broken(NARROW_LABELS)),
                        room(null, labelRoom(), Axis.Labels.cut(labelRoom()))));
    }

    private void scale(List<ChartOption.Grid> grids, List<Axis> columns, List<Axis> rows, int beside, Scale scale) {
        int grid = grids.size();
        String name = beside == DIFFERENCE ? "B \u2212 A" : figure.labels().value();
        grids.add(new ChartOption.Grid(id("scale", beside), null, BAR_RIGHT, top(beside), below(beside), BAR_WIDTH));
        columns.add(Axis.hidden(grid));
        rows.add(Axis.scale(grid, name, scale.min(), scale.max(), scale.step()));
    }

    private static ChartOption.VisualMap colours(String id, Scale scale, List<Integer> of, ColorMap.Ramp ramp) {
        return new ChartOption.VisualMap(
                id, "continuous", false, scale.min(), scale.max(), 2, of, new ChartOption.Range(ramp.colors()));
    }

    private static ChartOption.Media room(ChartOption.@Nullable Query query, int room, Axis.Labels words) {
        return new ChartOption.Media(
                query,
                new ChartOption.RoomForWords(
                        Collections.nCopies(MAPS, new ChartOption.Side(room + GAP)), Collections.nCopies(MAPS, words)));
    }

    private int top(int map) {
        return HEADING + map * (rowsHeight() + BOTTOM + HEADING);
    }

    private int below(int map) {
        return height() - top(map) - rowsHeight();
    }

    private int height() {
        return top(MAPS - 1) + rowsHeight() + BOTTOM;
    }

    private int rowsHeight() {
        int rows = panel.ys().size();
        int row = Math.max(14, Math.min(32, MOST / rows));
        return Math.max(LOWEST, rows * row);
    }

    private int labelRoom() {
        int longest = panel.ys().stream()
                .mapToInt(row -> TextWidth.of(panel.row(row), ChartOption.TextStyle.SYSTEM.fontSize()))
                .max()
                .orElse(0);
        return Math.max(SHORTEST_LABELS, Math.min(Axis.ROOM, longest));
    }

    private static String id(String what, int map) {
        return map == 0 ? what : what + " " + map;
    }

    /** What a dark page changes: the ramps, their bars, the empty cells, the strokes. */
    private record Dark(List<DarkMap> visualMap, List<DarkSeries> series) {

        private record DarkMap(String id, ChartOption.Range inRange) {}

        private record DarkSeries(String id, Object itemStyle) {}
    }

    private Dark dark() {
        ColorMap.Ramp own = figure.colors().dark();
        ColorMap.Ramp diverging = ColorMap.BLUE_RED.dark();
        List<Dark.DarkSeries> changed = new ArrayList<>();
        for (int map = 0; map < MAPS; map++) {
            changed.add(new Dark.DarkSeries(id("blank", map), BLANK_DARK));
        }
        changed.add(new Dark.DarkSeries("strokes", new Series.Fill(DARK_STROKE)));
        changed.add(new Dark.DarkSeries("scale", new Series.ColorBar("", 0, 0, own).itemStyle()));
        changed.add(new Dark.DarkSeries("difference scale", new Series.ColorBar("", 0, 0, diverging).itemStyle()));
        return new Dark(
                List.of(
                        new Dark.DarkMap("colors", new ChartOption.Range(own.colors())),
                        new Dark.DarkMap("differences", new ChartOption.Range(diverging.colors()))),
                changed);
    }
}
