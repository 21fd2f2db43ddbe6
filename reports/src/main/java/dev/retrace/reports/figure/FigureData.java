package dev.retrace.reports.figure;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.published.PublishedFigure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a figure of two axes shows.
 *
 * @param column the shown one
 * @param panels ours first
 * @param names of places
 * @param window adjacent layers that were changed at once, 0 where the table does not tell
 * @param layers of the model, as its column {@code layers} or the greatest layer tells
 * @param published beside which ours stand; null for none
 */
record FigureData(
        ValueColumn column,
        List<Panel> panels,
        PlaceNames names,
        int window,
        int layers,
        @Nullable PublishedFigure published) {

    static final String OURS = "ours";
    static final String PUBLISHED = "published";
    private static final String SOURCE = "source";
    private static final String WINDOW = "window";
    static final String LAYERS = "layers";

    FigureData {
        panels = List.copyOf(panels);
    }

    /**
     * The data that the parameters ask for.
     *
     * @throws StepException if the table does not hold it
     */
    static FigureData of(PlotStep.Parameters wanted, Table table) {
        ValueColumn column = ValueColumn.find(table, wanted.value(), wanted.normalisation());
        PlaceNames names = PlaceNames.of(wanted, table);
        Table combined = Combination.of(wanted.combine()).apply(table, wanted, column.name());
        String by = wanted.panel();
        String name = wanted.published();
        if (by != null) {
            return new FigureData(column, each(by, wanted, combined, column), names, 0, 0, null);
        }
        Aggregate ours = aggregate(wanted, combined, column);
        if (name == null) {
            return new FigureData(column, List.of(Panel.only(ours)), names, 0, 0, null);
        }
        PublishedFigure published = PublishedFigure.of(name);
        Aggregate theirs = Counterpart.of(published, ours);
        int layers = Math.max(number(table, LAYERS), Counterpart.layers(ours));
        boolean overLayers = Counterpart.isOverLayers(ours) && Counterpart.isOverLayers(theirs);
        Panel left = new Panel(OURS, "Ours" + (overLayers ? ": " + layers + " layers" : ""), ours, null);
        Panel right = new Panel(PUBLISHED, Counterpart.heading(published), theirs, published.ends());
        return new FigureData(column, List.of(left, right), names, number(table, WINDOW), layers, published);
    }

    /** What tells the rows of the panels apart in the figure's table, if there are several. */
    @Nullable
    String panelColumn(PlotStep.Parameters wanted) {
        return published != null ? SOURCE : wanted.panel();
    }

    /** Our values; of several panels those of the first. */
    Aggregate ours() {
        return panels.get(0).aggregate();
    }

    /** The least of all means. */
    double least() {
        return means().min(Double::compare).orElseThrow();
    }

    /** The greatest of all means. */
    double greatest() {
        return means().max(Double::compare).orElseThrow();
    }

    private Stream<Double> means() {
        return panels.stream()
                .flatMap(panel -> panel.aggregate().estimates().values().stream())
                .map(Estimate::mean);
    }

    private static List<Panel> each(String by, PlotStep.Parameters wanted, Table table, ValueColumn column) {
        Aggregation.requireColumn(table, by);
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        for (int row = 0; row < table.size(); row++) {
            rows.computeIfAbsent(table.text(row, by), any -> new ArrayList<>()).add(row);
        }
        List<Panel> panels = new ArrayList<>();
        rows.forEach((value, its) -> panels.add(new Panel(
                HeatMap.label(value),
                HeatMap.label(by) + " " + HeatMap.label(value),
                aggregate(wanted, table.rows(its), column),
                null)));
        Set<List<String>> rowNames = new LinkedHashSet<>();
        panels.forEach(panel -> rowNames.add(panel.aggregate().ys()));
        if (panels.isEmpty() || rowNames.size() > 1) {
            throw new StepException("table: panels by '" + by + "' need the same rows in each, but there are "
                    + (panels.isEmpty() ? "none" : "different ones") + "; choose one prompt or another y");
        }
        return panels;
    }

    private static Aggregate aggregate(PlotStep.Parameters wanted, Table table, ValueColumn column) {
        Aggregation.Columns columns =
                new Aggregation.Columns(wanted.first(), wanted.second(), column.name(), wanted.unit());
        return Aggregation.of(table, columns, wanted.guard(), wanted.bootstrap());
    }

    /** The number that a column holds in all rows; 0 if it does not. */
    static int number(Table table, String column) {
        Set<String> values = new LinkedHashSet<>();
        for (int row = 0; row < (table.has(column) ? table.size() : 0); row++) {
            values.add(table.text(row, column));
        }
        String only = values.size() == 1 ? values.iterator().next() : "";
        return only.matches("\\d{1,6}") ? Integer.parseInt(only) : 0;
    }
}
