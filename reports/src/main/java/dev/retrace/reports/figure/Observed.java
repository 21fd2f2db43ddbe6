package dev.retrace.reports.figure;

import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.chart.ColorMap;
import dev.retrace.reports.figure.FigureDocument.Labels;
import dev.retrace.reports.text.VisibleText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a figure averages, before it does: the value of each unit at each place. A diff compares these rather
 * than averages, so that it can compare each unit with itself.
 *
 * @param kind as workflows write it
 * @param x the column of the first axis
 * @param y the column of the second axis; of dots, which have none, their value's name
 * @param value the column that is shown
 * @param unit what one observation is
 */
public record Observed(
        String kind,
        @Nullable String paperFigure,
        String title,
        Labels labels,
        String x,
        String y,
        String value,
        String unit,
        ColorMap colors,
        List<Panel> panels) {

    private static final String ALL = "all";

    /** A value of each axis. */
    public record Place(String x, String y) {}

    /**
     * One drawing of the figure.
     *
     * @param name empty where it is the only one
     * @param layers of the model, as far as the table tells; 0 where no axis is of layers
     * @param names what rows are called
     * @param values by place and unit
     */
    public record Panel(
            String name,
            int layers,
            List<String> xs,
            List<String> ys,
            Map<String, String> names,
            Map<Place, SortedMap<String, Double>> values) {

        public Panel {
            xs = List.copyOf(xs);
            ys = List.copyOf(ys);
            names = Map.copyOf(names);
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    public Observed {
        panels = List.copyOf(panels);
    }

    /**
     * What {@code plot} averages, given these parameters in their form for keys and this table.
     *
     * @throws StepException if they are of another version of {@code plot}, or the table does not hold what they name
     */
    public static Observed of(JsonNode parameters, Table table) {
        PlotStep.Parameters wanted = read(parameters);
        Table rows = RowFilter.of(wanted.where()).apply(table);
        ValueColumn column = ValueColumn.find(rows, wanted.value(), wanted.normalisation());
        PlaceNames names = PlaceNames.of(wanted, rows);
        Table combined = Combination.of(wanted.combine()).apply(rows, wanted, column.name());
        List<Panel> panels = new ArrayList<>();
        apart(wanted, combined).forEach((name, its) -> panels.add(panel(name, wanted, its, column.name(), names)));
        FigureWords words = new FigureWords(wanted, column);
        Labels labels = words.labels();
        boolean dots = wanted.kind() == FigureKind.DOTS;
        String title = wanted.title();
        return new Observed(
                wanted.kind().name().toLowerCase(Locale.ROOT),
                wanted.paperFigure() == null ? null : VisibleText.of(wanted.paperFigure()),
                title == null ? FigureWords.capitalised(labels.value()) : VisibleText.of(title),
                dots ? new Labels(labels.y(), "", labels.value()) : labels,
                wanted.first(),
                dots ? column.name() : wanted.second(),
                column.name(),
                wanted.unit(),
                wanted.colors(),
                panels);
    }

    /** How a figure writes the value of an axis. */
    public static String label(String value) {
        return HeatMap.label(value);
    }

    private static PlotStep.Parameters read(JsonNode parameters) {
        try {
            return ParameterCodec.read(PlotStep.Parameters.class, OlderParameters.completed(parameters));
        } catch (IllegalArgumentException | NullPointerException other) {
            throw new StepException(
                    "it was drawn by a version of 'plot' whose parameters this one cannot read; run its workflow again",
                    other);
        }
    }

    private static Map<String, Table> apart(PlotStep.Parameters wanted, Table table) {
        String by = wanted.panel();
        if (by == null) {
            return Map.of("", table);
        }
        Aggregation.requireColumn(table, by);
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        for (int row = 0; row < table.size(); row++) {
            rows.computeIfAbsent(table.text(row, by), any -> new ArrayList<>()).add(row);
        }
        Map<String, Table> tables = new LinkedHashMap<>();
        rows.forEach((value, its) -> tables.put(HeatMap.label(by) + " " + HeatMap.label(value), table.rows(its)));
        return tables;
    }

    private static Panel panel(String name, PlotStep.Parameters wanted, Table table, String column, PlaceNames names) {
        boolean dots = wanted.kind() == FigureKind.DOTS;
        Map<Place, SortedMap<String, Double>> values = new LinkedHashMap<>();
        if (dots) {
            all(wanted, table, column).forEach((place, units) -> values.put(new Place(ALL, column), units));
        }
        Aggregation.units(table, columns(wanted, column), wanted.guard())
                .forEach((place, units) -> values.put(new Place(place.x(), dots ? column : place.y()), units));
        List<String> xs = new ArrayList<>(dots ? List.of(ALL) : List.of());
        xs.addAll(AxisOrder.of(distinct(table, wanted.first())));
        List<String> ys = dots ? List.of(column) : AxisOrder.of(distinct(table, wanted.second()));
        Map<String, String> words = new LinkedHashMap<>();
        ys.forEach(y -> words.put(y, dots ? HeatMap.label(y) : names.row(y)));
        return new Panel(name, layers(wanted, table), xs, ys, words, values);
    }

    private static Aggregation.Columns columns(PlotStep.Parameters wanted, String column) {
        return new Aggregation.Columns(wanted.first(), wanted.second(), column, wanted.unit());
    }

    private static Map<Aggregate.Place, SortedMap<String, Double>> all(
            PlotStep.Parameters wanted, Table table, String column) {
        return Aggregation.units(
                table.withLeading(Map.of(ALL, ALL)),
                new Aggregation.Columns(ALL, ALL, column, wanted.unit()),
                wanted.guard());
    }

    private static int layers(PlotStep.Parameters wanted, Table table) {
        int layers = 0;
        for (String axis : List.of(wanted.first(), Objects.requireNonNull(wanted.second()))) {
            if (isLayers(axis)) {
                int greatest = distinct(table, axis).stream()
                        .filter(Counterpart::isLayer)
                        .mapToInt(Integer::parseInt)
                        .max()
                        .orElse(-1);
                layers = Math.max(greatest + 1, FigureData.number(table, FigureData.LAYERS));
            }
        }
        return layers;
    }

    /** Whether a column of this name holds layers. */
    public static boolean isLayers(String column) {
        return column.equals("layer") || column.endsWith("_layer");
    }

    private static Set<String> distinct(Table table, String column) {
        Set<String> values = new LinkedHashSet<>();
        for (int row = 0; row < table.size(); row++) {
            values.add(table.text(row, column));
        }
        return values;
    }
}
