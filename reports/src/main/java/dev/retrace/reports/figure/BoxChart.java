package dev.retrace.reports.figure;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.retrace.reports.chart.Axis;
import dev.retrace.reports.chart.Boxes;
import dev.retrace.reports.chart.ChartOption;
import dev.retrace.reports.chart.Outliers;
import dev.retrace.reports.chart.Series;
import dev.retrace.reports.text.Decimals;
import dev.retrace.reports.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ECharts form of boxes: those first, so that the arrow keys find them, then what lies beyond them. */
final class BoxChart {

    /** The most dots beyond one box. */
    static final int MOST_DOTS = 25;

    private static final int PLOT = 300;
    private static final int LEFT = 62;
    private static final int RIGHT = 18;
    private static final int TOP = 42;
    private static final int NARROW_TOP = 96;
    private static final int BOTTOM = 48;
    private static final int NARROW = 560;

    private static final String PALE = "3d"; // of 255: a quarter of a colour

    private final Aggregate places;
    private final Map<Aggregate.Place, Spread> spreads;
    private final List<SeriesLook> looks;
    private final Scale scale;
    private final List<String> names;
    private final boolean inWords;

    /** @param looks one per series, in the order of the second axis */
    BoxChart(Aggregate places, Map<Aggregate.Place, Spread> spreads, List<SeriesLook> looks, Scale scale) {
        this.places = places;
        this.spreads = spreads;
        this.looks = List.copyOf(looks);
        this.scale = scale;
        this.names = places.xs().stream().map(HeatMap::label).toList();
        this.inWords = names.stream().noneMatch(name -> name.matches("-?[0-9.]+"));
    }

    /** @param column what a column is: {@code layer} */
    FigureDocument.Chart draw(FigureDocument.Labels labels, String column) {
        List<Series> series = new ArrayList<>();
        List<List<List<Integer>>> walk = new ArrayList<>();
        for (int row = 0; row < looks.size(); row++) {
            List<List<Integer>> steps = new ArrayList<>();
            for (int x = 0; x < names.size(); x++) {
                steps.add(List.of(row, x));
            }
            walk.add(steps);
            series.add(boxes(row, column));
        }
        for (int row = 0; row < looks.size(); row++) {
            series.add(outliers(row, column));
        }
        return new FigureDocument.Chart(
                top() + PLOT + bottom(),
                Json.mapper().valueToTree(option(labels, series)),
                Json.mapper().valueToTree(new Dark(dark())),
                walk);
    }

    private ChartOption.Legend legend() {
        return new ChartOption.Legend(looks.stream().map(SeriesLook::name).toList());
    }

    private int top() {
        return TOP + legend().further();
    }

    private int bottom() {
        return BOTTOM + (inWords ? Axis.slant(names) : 0);
    }

    private ChartOption option(FigureDocument.Labels labels, List<Series> series) {
        return new ChartOption(
                false,
                ChartOption.TextStyle.SYSTEM,
                ChartOption.Tooltip.NAME_OF_ITEM,
                null,
                List.of(new ChartOption.Grid("plot", LEFT, RIGHT, top(), bottom(), null)),
                List.of(
                        inWords ? Axis.words(0, labels.x(), names) : Axis.columns(0, labels.x(), names),
                        Axis.between(0, names.size())),
                List.of(Axis.values(0, labels.value(), scale.min(), scale.max(), scale.step())),
                legend(),
                null,
                series,
                List.of(room(new ChartOption.Query(NARROW), Math.max(top(), NARROW_TOP)), room(null, top())));
    }

    private static ChartOption.Media room(ChartOption.@Nullable Query query, int top) {
        return new ChartOption.Media(query, new ChartOption.RoomForLegend(List.of(new ChartOption.Top(top)), null));
    }

    private Optional<Spread> at(int x, int row) {
        return Optional.ofNullable(
                spreads.get(new Aggregate.Place(places.xs().get(x), places.ys().get(row))));
    }

    private String where(int x, int row, String column) {
        return column + " " + names.get(x) + ", " + looks.get(row).name() + ": ";
    }

    private Series boxes(int row, String column) {
        List<Boxes.Box> boxes = new ArrayList<>();
        for (int x = 0; x < names.size(); x++) {
            Optional<Spread> found = at(x, row);
            boxes.add(new Boxes.Box(
                    where(x, row, column) + found.map(Spread::words).orElse("no observation"),
                    found.map(Spread::box).orElse(List.of())));
        }
        return new Boxes(
                "series " + row,
                looks.get(row).name(),
                new Series.Axes(0, 0),
                style(looks.get(row).hue().light()),
                boxes);
    }

    private static Series.CellStyle style(String color) {
        return new Series.CellStyle(color + PALE, color, 1);
    }

    private Series outliers(int row, String column) {
        List<Series.Item> items = new ArrayList<>();
        for (int x = 0; x < names.size(); x++) {
            List<Spread.Outlier> outliers = at(x, row).map(Spread::outliers).orElse(List.of());
            double place = x + Boxes.offset(row, looks.size());
            for (Spread.Outlier outlier : outliers.subList(0, Math.min(MOST_DOTS, outliers.size()))) {
                items.add(new Series.Item(
                        where(x, row, column) + HeatMap.label(outlier.unit()) + " "
                                + Decimals.readable(outlier.value()),
                        List.of(place, outlier.value())));
            }
        }
        return new Outliers(
                "series " + row + " beyond",
                looks.get(row).name(),
                new Series.Axes(1, 0),
                looks.get(row).hue().light(),
                items);
    }

    /** What a dark page changes: the colours alone. */
    private record Dark(List<DarkSeries> series) {}

    /** @param itemStyle of boxes or of dots */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record DarkSeries(String id, Object itemStyle) {}

    private List<DarkSeries> dark() {
        List<DarkSeries> series = new ArrayList<>();
        for (int row = 0; row < looks.size(); row++) {
            String color = looks.get(row).hue().dark();
            series.add(new DarkSeries("series " + row, style(color)));
            series.add(new DarkSeries("series " + row + " beyond", new Series.Fill(color)));
        }
        return series;
    }
}
