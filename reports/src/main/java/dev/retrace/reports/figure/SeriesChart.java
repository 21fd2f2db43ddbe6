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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The ECharts form of bars or lines, in panels above each other on one scale: the series themselves first,
 * so that the arrow keys find them, then their standard errors, as whiskers on bars and as bands around
 * lines.
 */
final class SeriesChart {

    private static final int PLOT = 270;
    private static final int LEFT = 62;
    private static final int RIGHT = 18;
    private static final int TOP = 42;
    private static final int NARROW_TOP = 96;
    private static final int BOTTOM = 48;
    private static final int HEADING = 24;
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
    private final List<Panel> panels;
    private final List<SeriesLook> looks;
    private final Scale scale;
    private final boolean inWords;
    private final int bottom;
    private final ChartOption.Legend legend;
    private final int first;

    /**
     * @param panels with the same series
     * @param looks one per series, in the order of the aggregates' second axis
     */
    SeriesChart(Form form, List<Panel> panels, List<SeriesLook> looks, Scale scale) {
        this.form = form;
        this.panels = List.copyOf(panels);
        this.looks = List.copyOf(looks);
        this.scale = scale;
        this.inWords = form == Form.BARS && !Axis.areNumbers(names(0));
        int slant = IntStream.range(0, panels.size())
                .map(panel -> Axis.slant(names(panel)))
                .max()
                .orElse(0);
        this.bottom = inWords ? BOTTOM + slant : BOTTOM;
        this.legend =
                new ChartOption.Legend(looks.stream().map(SeriesLook::name).toList());
        this.first = TOP + legend.further();
    }

    private List<String> names(int panel) {
        return aggregate(panel).xs().stream().map(HeatMap::label).toList();
    }

    /** One series of one panel. */
    private record Place(int panel, int row) {}

    /** @param places what a column is: {@code layer} */
    FigureDocument.Chart draw(FigureDocument.Labels labels, String places) {
        List<Series> series = new ArrayList<>();
        List<List<List<Integer>>> walk = new ArrayList<>();
        for (Place place : places()) {
            List<List<Integer>> steps = new ArrayList<>();
            for (int column = 0; column < columns(place.panel); column++) {
                steps.add(List.of(series.size(), column));
            }
            walk.add(steps);
            series.add(marks(place, points(place, places)));
        }
        places().forEach(place -> series.addAll(errors(place)));
        return new FigureDocument.Chart(
                height(),
                Json.mapper().valueToTree(option(labels, series)),
                Json.mapper().valueToTree(new Dark(dark())),
                walk);
    }

    private List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (int panel = 0; panel < panels.size(); panel++) {
            for (int row = 0; row < looks.size(); row++) {
                places.add(new Place(panel, row));
            }
        }
        return places;
    }

    private ChartOption option(FigureDocument.Labels labels, List<Series> series) {
        List<Axis> xs = new ArrayList<>();
        List<Axis> ys = new ArrayList<>();
        List<ChartOption.Grid> grids = new ArrayList<>();
        List<ChartOption.Title> titles = new ArrayList<>();
        for (int panel = 0; panel < panels.size(); panel++) {
            List<String> columns = names(panel);
            String name = panel == panels.size() - 1 ? labels.x() : "";
            xs.add(inWords ? Axis.words(panel, name, columns) : Axis.columns(panel, name, columns));
            xs.add(Axis.between(panel, columns.size()));
            ys.add(Axis.values(panel, labels.value(), scale.min(), scale.max(), scale.step()));
            int below = height() - top(panel, first) - PLOT;
            grids.add(new ChartOption.Grid(id("plot", panel), LEFT, RIGHT, top(panel, first), below, null));
            titles.add(new ChartOption.Title(
                    id("title", panel), panels.get(panel).heading(), LEFT, top(panel, first) - HEADING));
        }
        return new ChartOption(
                false,
                ChartOption.TextStyle.SYSTEM,
                ChartOption.Tooltip.NAME_OF_ITEM,
                panels.size() == 1 ? null : titles,
                grids,
                xs,
                ys,
                legend,
                null,
                series,
                List.of(room(new ChartOption.Query(NARROW), Math.max(first, NARROW_TOP)), room(null, first)));
    }

    /** A legend of more lines takes its room from the first panel. */
    private ChartOption.Media room(ChartOption.@Nullable Query query, int highest) {
        List<ChartOption.Top> grids = new ArrayList<>();
        List<ChartOption.Top> titles = new ArrayList<>();
        for (int panel = 0; panel < panels.size(); panel++) {
            int top = top(panel, panel == 0 ? highest : first);
            grids.add(new ChartOption.Top(top));
            titles.add(new ChartOption.Top(top - HEADING));
        }
        return new ChartOption.Media(query, new ChartOption.RoomForLegend(grids, panels.size() == 1 ? null : titles));
    }

    private int top(int panel, int highest) {
        int heading = panels.size() == 1 ? 0 : HEADING;
        return highest + heading + panel * (PLOT + bottom + heading);
    }

    private int height() {
        return top(panels.size() - 1, first) + PLOT + bottom;
    }

    private Series marks(Place place, List<Series.Point> points) {
        SeriesLook look = looks.get(place.row);
        Series.Axes axes = new Series.Axes(2 * place.panel, place.panel);
        String color = look.hue().light();
        return form == Form.BARS
                ? new Series.Bars(id(place), look.name(), axes, GAP, new Series.Fill(color), points)
                : new Series.Line(id(place), look.name(), axes, new Series.Stroke(color, 2, look.dash()), points);
    }

    private List<Series.Point> points(Place place, String places) {
        Panel panel = panels.get(place.panel);
        List<Series.Point> points = new ArrayList<>();
        for (String x : panel.aggregate().xs()) {
            Optional<Estimate> found =
                    panel.aggregate().at(x, panel.aggregate().ys().get(place.row));
            String where = panel.start() + places + " " + HeatMap.label(x) + ", "
                    + looks.get(place.row).name() + ": ";
            points.add(new Series.Point(
                    where + found.map(panel::words).orElse("no observation"),
                    found.map(Estimate::mean).orElse(null)));
        }
        return points;
    }

    private List<Series> errors(Place place) {
        return form == Form.BARS ? List.of(whiskers(place)) : band(place);
    }

    private List<Series> band(Place place) {
        List<@Nullable Double> lower = new ArrayList<>();
        List<@Nullable Double> height = new ArrayList<>();
        for (String x : aggregate(place.panel).xs()) {
            Optional<Estimate> found = sure(x, place);
            lower.add(found.map(estimate -> estimate.mean() - estimate.standardError())
                    .orElse(null));
            height.add(found.map(estimate -> 2 * estimate.standardError()).orElse(null));
        }
        SeriesLook look = looks.get(place.row);
        Series.Axes axes = new Series.Axes(2 * place.panel, place.panel);
        return Series.Edge.of(
                new Series.Band(
                        id(place) + " error", look.name(), axes, look.hue().light()),
                lower,
                height);
    }

    private Series whiskers(Place place) {
        double width = (1 - GAP) / looks.size();
        double offset = (place.row - (looks.size() - 1) / 2.0) * width;
        List<List<@Nullable Double>> ends = new ArrayList<>();
        for (int column = 0; column < columns(place.panel); column++) {
            Optional<Estimate> found = sure(aggregate(place.panel).xs().get(column), place);
            if (found.isPresent()) {
                double mean = found.get().mean();
                double error = found.get().standardError();
                double x = column + offset;
                ends.add(List.of(x, mean - error));
                ends.add(List.of(x, mean + error));
                ends.add(Arrays.asList(x, null));
            }
        }
        return new Series.Whiskers(
                id(place) + " error",
                looks.get(place.row).name(),
                new Series.Axes(2 * place.panel + 1, place.panel),
                WHISKER,
                ends);
    }

    /** An estimate that has a standard error. */
    private Optional<Estimate> sure(String x, Place place) {
        Aggregate aggregate = aggregate(place.panel);
        return aggregate
                .at(x, aggregate.ys().get(place.row))
                .filter(estimate -> Double.isFinite(estimate.standardError()));
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
        for (Place place : places()) {
            Series.Fill fill = new Series.Fill(looks.get(place.row).hue().dark());
            if (form == Form.BARS) {
                series.add(new DarkSeries(id(place), fill, null, null));
                series.add(new DarkSeries(id(place) + " error", null, new Series.Fill(DARK_WHISKER), null));
            } else {
                series.add(new DarkSeries(id(place), fill, fill, null));
                series.add(new DarkSeries(id(place) + " error upper", null, null, fill));
            }
        }
        return series;
    }

    private static String id(Place place) {
        return id("series " + place.row, place.panel);
    }

    private static String id(String what, int panel) {
        return panel == 0 ? what : what + " of " + panel;
    }

    private Aggregate aggregate(int panel) {
        return panels.get(panel).aggregate();
    }

    private int columns(int panel) {
        return aggregate(panel).xs().size();
    }
}
