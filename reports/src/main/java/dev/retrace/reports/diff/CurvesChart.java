package dev.retrace.reports.diff;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.retrace.reports.chart.Axis;
import dev.retrace.reports.chart.ChartOption;
import dev.retrace.reports.chart.Series;
import dev.retrace.reports.figure.FigureDocument;
import dev.retrace.reports.figure.Observed;
import dev.retrace.reports.figure.Observed.Place;
import dev.retrace.reports.figure.Scale;
import dev.retrace.reports.figure.SeriesLook;
import dev.retrace.reports.statistics.MeanDifference;
import dev.retrace.reports.text.Decimals;
import dev.retrace.reports.text.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Series of A and B in one plot, lines over numbers and bars over words, and below it B less A with intervals,
 * where a stroke through a mark says that the difference is not significant.
 */
final class CurvesChart {

    private static final int TOP = 62;
    private static final int NARROW_TOP = 110;
    private static final int BOTTOM = 56;
    private static final int LEFT = 72;
    private static final int RIGHT = 24;
    private static final int PLOT = 220;
    private static final int HEADING = 24;
    private static final int NARROW = 560;
    private static final double GAP = 0.2;
    private static final double PALE = 0.55;
    private static final String WHITE = "#ffffff";
    private static final String DARK_SURFACE = "#1f1f26";
    private static final String INK = "#1c1b22";
    private static final String DARK_INK = "#ecebf1";

    private final FigureComparison figure;
    private final FigureComparison.Panel panel;
    private final MapsChart.Headings headings;
    private final List<SeriesLook> looks = new ArrayList<>();
    private final List<String> columns;
    private final boolean lines;
    private final int bottom;
    private final List<Series> series = new ArrayList<>();
    private final List<DarkSeries> dark = new ArrayList<>();
    private final List<List<List<Integer>>> walk = new ArrayList<>();

    CurvesChart(FigureComparison figure, FigureComparison.Panel panel, MapsChart.Headings headings) {
        this.figure = figure;
        this.panel = panel;
        this.headings = headings;
        this.columns = panel.xs().stream().map(Observed::label).toList();
        this.lines = Axis.areNumbers(columns);
        this.bottom = lines ? BOTTOM : BOTTOM + Axis.slant(columns);
        for (int row = 0; row < panel.ys().size(); row++) {
            looks.add(SeriesLook.of(figure.y(), panel.ys().get(row), row));
        }
    }

    FigureDocument.Chart draw() {
        for (int row = 0; row < looks.size(); row++) {
            marks(
                    row,
                    "A",
                    Compared::a,
                    looks.get(row).hue().light(),
                    looks.get(row).hue().dark());
            marks(
                    row,
                    "B",
                    Compared::b,
                    lines
                            ? looks.get(row).hue().light()
                            : mixed(looks.get(row).hue().light(), WHITE),
                    lines
                            ? looks.get(row).hue().dark()
                            : mixed(looks.get(row).hue().dark(), DARK_SURFACE));
            differences(row);
        }
        for (int row = 0; row < looks.size(); row++) {
            whiskers(row);
            strokes(row);
        }
        return new FigureDocument.Chart(
                height(), Json.mapper().valueToTree(option()), Json.mapper().valueToTree(new Dark(dark)), walk);
    }

    private @Nullable Compared at(int column, int row) {
        return panel.places().get(new Place(panel.xs().get(column), panel.ys().get(row)));
    }

    private void marks(int row, String side, Function<Compared, @Nullable Double> value, String light, String darker) {
        List<Series.Point> points = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            Compared found = at(column, row);
            Double number = found == null ? null : value.apply(found);
            String said = number == null ? "no value" : Decimals.readable(number) + n(found, side);
            points.add(new Series.Point(side + ", " + where(column, row) + ": " + said, number));
        }
        add(row, side, new Series.Axes(0, 0), light, darker, points);
    }

    private static String n(@Nullable Compared place, String side) {
        MeanDifference found = place == null ? null : place.found();
        return found == null ? "" : " (n = " + (side.equals("A") ? found.nA() : found.nB()) + ")";
    }

    private void differences(int row) {
        List<Series.Point> points = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            Compared place = at(column, row);
            MeanDifference found = place == null ? null : place.found();
            String said = place == null ? "no value" : place.words();
            points.add(new Series.Point(
                    "B \u2212 A, " + where(column, row) + ": " + said, found == null ? null : found.difference()));
        }
        SeriesLook look = looks.get(row);
        add(
                row,
                "difference",
                new Series.Axes(2, 1),
                look.hue().light(),
                look.hue().dark(),
                points);
    }

    private void add(int row, String side, Series.Axes axes, String light, String darker, List<Series.Point> points) {
        List<List<Integer>> steps = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            steps.add(List.of(series.size(), column));
        }
        walk.add(steps);
        String name = looks.get(row).name();
        Series.Stroke stroke = new Series.Stroke(light, 2, side.equals("B") ? "dashed" : "solid");
        series.add(
                lines
                        ? new Series.Line(id(side, row), name, axes, stroke, points)
                        : new Series.Bars(id(side, row), name, axes, GAP, new Series.Fill(light), points));
        Series.Fill fill = new Series.Fill(darker);
        dark.add(new DarkSeries(id(side, row), fill, lines ? fill : null));
    }

    private String where(int column, int row) {
        String series = panel.ys().size() == 1 ? "" : ", " + looks.get(row).name();
        return figure.labels().x() + " " + columns.get(column) + series;
    }

    /** Where the mark of a series stands between the column's middle and its neighbours'. */
    private double place(int column, int row) {
        double width = (1 - GAP) / looks.size();
        return lines ? column : column + (row - (looks.size() - 1) / 2.0) * width;
    }

    private void whiskers(int row) {
        List<List<@Nullable Double>> ends = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            Compared place = at(column, row);
            MeanDifference found = place == null ? null : place.found();
            if (found != null && found.interval().isKnown()) {
                double x = place(column, row);
                ends.add(List.of(x, found.interval().low()));
                ends.add(List.of(x, found.interval().high()));
                ends.add(Arrays.asList(x, null));
            }
        }
        String light = lines ? looks.get(row).hue().light() : INK;
        String darker = lines ? looks.get(row).hue().dark() : DARK_INK;
        String name = looks.get(row).name();
        series.add(new Series.Whiskers(id("interval", row), name, new Series.Axes(3, 1), light, ends));
        dark.add(new DarkSeries(id("interval", row), null, new Series.Fill(darker)));
    }

    private void strokes(int row) {
        List<List<Double>> struck = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            Compared place = at(column, row);
            MeanDifference found = place == null ? null : place.found();
            if (place != null && found != null && !MapsChart.isSignificant(place)) {
                struck.add(List.of(place(column, row), found.difference()));
            }
        }
        series.add(Series.Signs.strokes(id("strokes", row), looks.get(row).name(), new Series.Axes(3, 1), INK, struck));
        dark.add(new DarkSeries(id("strokes", row), new Series.Fill(DARK_INK), null));
    }

    private ChartOption option() {
        List<String> titles = List.of(
                lines
                        ? "A solid: " + headings.a() + "; B dashed: " + headings.b()
                        : "A full colour: " + headings.a() + "; B pale: " + headings.b(),
                "B \u2212 A with 95 % intervals; struck through: not significant");
        List<Axis> xs = new ArrayList<>();
        List<Axis> ys = new ArrayList<>();
        List<ChartOption.Grid> grids = new ArrayList<>();
        List<ChartOption.Title> above = new ArrayList<>();
        for (int plot = 0; plot < titles.size(); plot++) {
            String name = plot == 1 ? figure.labels().x() : "";
            xs.add(lines ? Axis.columns(plot, name, columns) : Axis.words(plot, name, columns));
            xs.add(Axis.between(plot, columns.size()));
            Scale scale = plot == 0 ? Scales.marks(figure) : Scales.intervals(figure);
            String value = plot == 0 ? figure.labels().value() : "B \u2212 A";
            ys.add(Axis.values(plot, value, scale.min(), scale.max(), scale.step()));
            int below = height() - top(plot, TOP) - PLOT;
            grids.add(new ChartOption.Grid(id("plot", plot), LEFT, RIGHT, top(plot, TOP), below, null));
            above.add(new ChartOption.Title(id("title", plot), titles.get(plot), 0, top(plot, TOP) - HEADING));
        }
        return new ChartOption(
                false,
                ChartOption.TextStyle.SYSTEM,
                ChartOption.Tooltip.NAME_OF_ITEM,
                above,
                grids,
                xs,
                ys,
                new ChartOption.Legend(looks.stream().map(SeriesLook::name).toList()),
                null,
                series,
                List.of(room(new ChartOption.Query(NARROW), NARROW_TOP), room(null, TOP)));
    }

    private ChartOption.Media room(ChartOption.@Nullable Query query, int first) {
        List<ChartOption.Top> grids = List.of(new ChartOption.Top(first), new ChartOption.Top(top(1, TOP)));
        List<ChartOption.Top> titles =
                List.of(new ChartOption.Top(first - HEADING), new ChartOption.Top(top(1, TOP) - HEADING));
        return new ChartOption.Media(query, new ChartOption.RoomForLegend(grids, titles));
    }

    private int top(int plot, int first) {
        return plot == 0 ? first : TOP + PLOT + bottom + HEADING;
    }

    private int height() {
        return top(1, TOP) + PLOT + bottom;
    }

    /** A colour with a part of another mixed in. */
    private static String mixed(String color, String with) {
        StringBuilder mixed = new StringBuilder("#");
        for (int at = 1; at < color.length(); at += 2) {
            int own = Integer.parseInt(color.substring(at, at + 2), 16);
            int other = Integer.parseInt(with.substring(at, at + 2), 16);
            mixed.append("%02x".formatted(Math.round(own + PALE * (other - own))));
        }
        return mixed.toString();
    }

    private static String id(String what, int row) {
        return what + " " + row;
    }

    /** What a dark page changes: the colours alone. */
    private record Dark(List<DarkSeries> series) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record DarkSeries(String id, Series.@Nullable Fill itemStyle, Series.@Nullable Fill lineStyle) {}
}
