package dev.retrace.reports.figure;

import dev.retrace.engine.table.Table;
import dev.retrace.reports.figure.FigureDocument.Labels;
import dev.retrace.reports.text.Decimals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of units as boxes over the columns, one series per value of a column. */
final class BoxFigure implements Drawing {

    private static final String WORDS = "Boxes hold the middle half, the line in them is the median; whiskers reach the"
            + " farthest value within 1.5 box lengths, dots lie beyond.";

    @Override
    public FigureDocument draw(PlotStep.Parameters wanted, Table table) {
        ValueColumn column = ValueColumn.find(table, wanted.value(), wanted.normalisation());
        Aggregation.Columns columns =
                new Aggregation.Columns(wanted.first(), wanted.second(), column.name(), wanted.unit());
        Aggregate aggregate = Aggregation.of(table, columns, wanted.guard(), new Bootstrap(0, 0));
        Map<Aggregate.Place, Spread> spreads = new LinkedHashMap<>();
        Aggregation.units(table, columns, wanted.guard())
                .forEach((place, units) -> spreads.put(place, Spread.of(units)));
        List<SeriesLook> looks = new ArrayList<>();
        for (String y : aggregate.ys()) {
            looks.add(SeriesLook.of(wanted.second(), y, looks.size()));
        }
        FigureWords words = new FigureWords(wanted, column);
        Scale scale = scale(spreads).with(wanted.scaleMin(), wanted.scaleMax());
        BoxChart chart = new BoxChart(aggregate, spreads, looks, scale);
        return words.document(
                words.caption(WORDS, cut(spreads), outside(spreads, scale)),
                aggregate,
                finding(aggregate, spreads, looks, words.labels(), HeatMap.label(wanted.first())),
                values(columns, aggregate, spreads),
                FigureWords.Body.chart(chart.draw(words.labels(), HeatMap.label(wanted.first()))));
    }

    private static Scale scale(Map<Aggregate.Place, Spread> spreads) {
        double least = 0;
        double greatest = 0;
        for (Spread spread : spreads.values()) {
            least = Math.min(least, spread.low());
            greatest = Math.max(greatest, spread.high());
            for (Spread.Outlier outlier : spread.outliers()) {
                least = Math.min(least, outlier.value());
                greatest = Math.max(greatest, outlier.value());
            }
        }
        return Scale.holding(least, greatest, least, greatest);
    }

    private static String cut(Map<Aggregate.Place, Spread> spreads) {
        boolean some =
                spreads.values().stream().anyMatch(spread -> spread.outliers().size() > BoxChart.MOST_DOTS);
        return some
                ? "Where more than " + BoxChart.MOST_DOTS
                        + " lie beyond one box, the farthest are drawn; the data table counts all."
                : "";
    }

    private static String outside(Map<Aggregate.Place, Spread> spreads, Scale scale) {
        long boxes = spreads.values().stream()
                .filter(spread -> !scale.shows(spread.low())
                        || !scale.shows(spread.high())
                        || spread.outliers().stream().anyMatch(outlier -> !scale.shows(outlier.value())))
                .count();
        return boxes == 0
                ? ""
                : boxes + (boxes == 1 ? " box has" : " boxes have") + " a part outside the axis ("
                        + Decimals.readable(scale.min()) + " to " + Decimals.readable(scale.max()) + ").";
    }

    private static String finding(
            Aggregate aggregate,
            Map<Aggregate.Place, Spread> spreads,
            List<SeriesLook> looks,
            Labels labels,
            String places) {
        List<String> peaks = new ArrayList<>();
        for (int series = 0; series < looks.size(); series++) {
            String y = aggregate.ys().get(series);
            Optional<Map.Entry<Aggregate.Place, Spread>> peak = spreads.entrySet().stream()
                    .filter(each -> each.getKey().y().equals(y))
                    .max(Comparator.comparingDouble(
                            each -> Math.abs(each.getValue().median())));
            if (peak.isPresent()) {
                Spread spread = peak.get().getValue();
                peaks.add(looks.get(series).name() + " " + Decimals.readable(spread.median()) + " at " + places + " "
                        + HeatMap.label(peak.get().getKey().x()) + " (middle half " + Decimals.readable(spread.lower())
                        + " to " + Decimals.readable(spread.upper()) + ")");
            }
        }
        return "The strongest median " + labels.value() + ": " + String.join("; ", peaks) + ".";
    }

    private static FigureDocument.Values values(
            Aggregation.Columns columns, Aggregate aggregate, Map<Aggregate.Place, Spread> spreads) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String y : aggregate.ys()) {
            for (String x : aggregate.xs()) {
                List<@Nullable Object> row = new ArrayList<>(List.of(x, y));
                row.addAll(numbers(Optional.ofNullable(spreads.get(new Aggregate.Place(x, y)))));
                rows.add(row);
            }
        }
        return new FigureDocument.Values(
                List.of(columns.x(), columns.y(), "n", "mean", "low", "q1", "median", "q3", "high", "outliers"),
                2,
                rows);
    }

    private static List<@Nullable Object> numbers(Optional<Spread> found) {
        List<@Nullable Object> numbers = new ArrayList<>();
        numbers.add(found.map(Spread::n).orElse(0));
        numbers.add(found.map(Spread::mean).orElse(null));
        for (int i = 0; i < 5; i++) {
            int place = i;
            numbers.add(found.map(spread -> Objects.requireNonNull(spread.box().get(place)))
                    .orElse(null));
        }
        numbers.add(found.map(spread -> spread.outliers().size()).orElse(0));
        return numbers;
    }
}
