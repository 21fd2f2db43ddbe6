package dev.retrace.reports.figure;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.retrace.reports.chart.Axis;
import dev.retrace.reports.chart.ChartOption;
import dev.retrace.reports.chart.Series;
import dev.retrace.reports.text.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ECharts form of bars or lines: the series themselves first, so that the arrow keys find them, then
 * their standard errors, as whiskers on bars and as bands around lines.
 */
final class SeriesChart {

    private static final int PLOT = 270;
    private static final int LEFT = 62;
    private static final int RIGHT = 18;
    private static final int TOP = 42;
    private static final int NARROW_TOP = 96;
    private static final int BOTTOM = 48;
    private static final int NARROW = 560;
    private static final double GAP = 0.2;
    private static final String WHISKER = "#1c1b22";
    private static final String DARK_WHISKER = "#ecebf1";

    /** How the series are drawn. */
    enum Form {
        BARS,
        LINES;

        /** What shows the standard errors, in a sentence. */
        String errors() {
            return this == BARS ? "Whiskers: ± one standard error." : "Bands: ± one standard error.";
        }
    }

    private final Form form;
    private final Aggregate aggregate;
    private final List<SeriesLook> looks;
    private final Scale scale;

    /** @param looks one per series, in the order of the aggregate's second axis */
    SeriesChart(Form form, Aggregate aggregate, List<SeriesLook> looks, Scale scale) {
        this.form = form;
        this.aggregate = aggregate;
        this.looks = List.copyOf(looks);
        this.scale = scale;
    }

    /** @param places what a column is: {@code layer} */
    FigureDocument.Chart draw(FigureDocument.Labels labels, String places) {
        List<Series> series = new ArrayList<>();
        List<List<List<Integer>>> walk = new ArrayList<>();
        for (int row = 0; row < looks.size(); row++) {
            series.add(marks(row, points(row, places)));
            List<List<Integer>> steps = new ArrayList<>();
            for (int column = 0; column < columns(); column++) {
                steps.add(List.of(row, column));
            }
            walk.add(steps);
        }
        for (int row = 0; row < looks.size(); row++) {
            series.addAll(errors(row));
        }
        return new FigureDocument.Chart(
                TOP + PLOT + BOTTOM,
                Json.mapper().valueToTree(option(labels, series)),
                Json.mapper().valueToTree(new Dark(dark())),
                walk);
    }

    private ChartOption option(FigureDocument.Labels labels, List<Series> series) {
        List<String> columns = aggregate.xs().stream().map(HeatMap::label).toList();
        return new ChartOption(
                false,
                ChartOption.TextStyle.SYSTEM,
                ChartOption.Tooltip.NAME_OF_ITEM,
                List.of(new ChartOption.Grid("plot", LEFT, RIGHT, TOP, BOTTOM, null)),
                List.of(Axis.columns(labels.x(), columns), Axis.between(columns())),
                List.of(Axis.values(labels.value(), scale.min(), scale.max(), scale.step())),
                new ChartOption.Legend(looks.stream().map(SeriesLook::name).toList()),
                null,
                series,
                List.of(room(new ChartOption.Query(NARROW), NARROW_TOP), room(null, TOP)));
    }

    private static ChartOption.Media room(ChartOption.@Nullable Query query, int top) {
        return new ChartOption.Media(query, new ChartOption.RoomForLegend(List.of(new ChartOption.Top(top))));
    }

    private Series marks(int row, List<Series.Point> points) {
        SeriesLook look = looks.get(row);
        return form == Form.BARS
                ? new Series.Bars(
                        id(row), look.name(), GAP, new Series.Fill(look.hue().light()), points)
                : new Series.Line(
                        id(row), look.name(), new Series.Stroke(look.hue().light(), 2, look.dash()), points);
    }

    private List<Series.Point> points(int row, String places) {
        List<Series.Point> points = new ArrayList<>();
        for (String x : aggregate.xs()) {
            Optional<Estimate> found = aggregate.at(x, aggregate.ys().get(row));
            String where =
                    places + " " + HeatMap.label(x) + ", " + looks.get(row).name() + ": ";
            points.add(new Series.Point(
                    where
                            + found.map(estimate -> estimate.words() + " (n = " + estimate.n() + ")")
                                    .orElse("no observation"),
                    found.map(Estimate::mean).orElse(null)));
        }
        return points;
    }

    private List<Series> errors(int row) {
        return form == Form.BARS ? List.of(whiskers(row)) : band(row);
    }

    private List<Series> band(int row) {
        List<@Nullable Double> lower = new ArrayList<>();
        List<@Nullable Double> height = new ArrayList<>();
        for (String x : aggregate.xs()) {
            Optional<Estimate> found = sure(x, row);
            lower.add(found.map(estimate -> estimate.mean() - estimate.standardError())
                    .orElse(null));
            height.add(found.map(estimate -> 2 * estimate.standardError()).orElse(null));
        }
        SeriesLook look = looks.get(row);
        return Series.Edge.band(id(row) + " error", look.name(), look.hue().light(), lower, height);
    }

    private Series whiskers(int row) {
        double width = (1 - GAP) / looks.size();
        double offset = (row - (looks.size() - 1) / 2.0) * width;
        List<List<@Nullable Double>> ends = new ArrayList<>();
        for (int column = 0; column < columns(); column++) {
            Optional<Estimate> found = sure(aggregate.xs().get(column), row);
            if (found.isPresent()) {
                double mean = found.get().mean();
                double error = found.get().standardError();
                double x = column + offset;
                ends.add(List.of(x, mean - error));
                ends.add(List.of(x, mean + error));
                ends.add(Arrays.asList(x, null));
            }
        }
        return new Series.Whiskers(id(row) + " error", looks.get(row).name(), WHISKER, ends);
    }

    /** An estimate that has a standard error. */
    private Optional<Estimate> sure(String x, int row) {
        return aggregate.at(x, aggregate.ys().get(row)).filter(estimate -> Double.isFinite(estimate.standardError()));
    }

    /** What a dark page changes: the colours alone. */
    private record Dark(List<DarkSeries> series) {}

    /** @param itemStyle and the others: null where the series has no such part */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record DarkSeries(
            String id,
            Series.@Nullable Fill itemStyle,
            Series.@Nullable Fill lineStyle,
            Series.@Nullable Fill areaStyle) {}

    private List<DarkSeries> dark() {
        List<DarkSeries> series = new ArrayList<>();
        for (int row = 0; row < looks.size(); row++) {
            Series.Fill fill = new Series.Fill(looks.get(row).hue().dark());
            if (form == Form.BARS) {
                series.add(new DarkSeries(id(row), fill, null, null));
                series.add(new DarkSeries(id(row) + " error", null, new Series.Fill(DARK_WHISKER), null));
            } else {
                series.add(new DarkSeries(id(row), fill, fill, null));
                series.add(new DarkSeries(id(row) + " error upper", null, null, fill));
            }
        }
        return series;
    }

    private String id(int row) {
        return "series " + row;
    }

    private int columns() {
        return aggregate.xs().size();
    }
}
