package dev.retrace.reports.figure;

import dev.retrace.engine.table.Table;
import dev.retrace.reports.text.Decimals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Estimates as dots with their standard errors, one per row, the greatest first; above them that of all
 * units, in which each weighs the same, whichever row it belongs to.
 */
final class DotPlot implements Drawing {

    /** What the uppermost row is called. */
    private static final String ALL = "all";

    /** A name and its estimate. */
    record Dot(String name, Estimate estimate) {}

    @Override
    public FigureDocument draw(PlotStep.Parameters wanted, Table table) {
        ValueColumn column = ValueColumn.find(table, wanted.value(), wanted.normalisation());
        String y = wanted.first();
        Aggregate aggregate = Aggregation.of(
                table, new Aggregation.Columns(y, y, column.name(), wanted.unit()), wanted.guard(), wanted.bootstrap());
        List<Dot> dots = new ArrayList<>(List.of(all(wanted, column, table)));
        dots.addAll(sorted(aggregate));
        FigureWords words = new FigureWords(wanted, column);
        FigureDocument.Labels labels = words.labels();
        Scale scale = scale(wanted, dots);
        return words.document(
                caption(words, dots, scale),
                aggregate,
                finding(dots, labels),
                values(y, dots),
                FigureWords.Body.chart(new DotPlotChart(dots, labels, scale, wanted.colors()).draw()));
    }

    private static Dot all(PlotStep.Parameters wanted, ValueColumn column, Table table) {
        Table one = table.withLeading(Map.of(ALL, ALL));
        Aggregate aggregate = Aggregation.of(
                one,
                new Aggregation.Columns(ALL, ALL, column.name(), wanted.unit()),
                wanted.guard(),
                wanted.bootstrap());
        return new Dot(ALL, aggregate.estimates().values().iterator().next());
    }

    private static List<Dot> sorted(Aggregate aggregate) {
        return aggregate.estimates().entrySet().stream()
                .map(each -> new Dot(HeatMap.label(each.getKey().y()), each.getValue()))
                .sorted(Comparator.comparingDouble((Dot dot) -> -dot.estimate().mean())
                        .thenComparing(Dot::name))
                .toList();
    }

    private static Scale scale(PlotStep.Parameters wanted, List<Dot> dots) {
        double least =
                dots.stream().mapToDouble(dot -> dot.estimate().mean()).min().orElse(0);
        double greatest =
                dots.stream().mapToDouble(dot -> dot.estimate().mean()).max().orElse(1);
        return Scale.around(least, greatest, false).with(wanted.scaleMin(), wanted.scaleMax());
    }

    private static String caption(FigureWords words, List<Dot> dots, Scale scale) {
        long outside =
                dots.stream().filter(dot -> !scale.holds(dot.estimate().mean())).count();
        String beyond = outside == 0
                ? ""
                : outside + (outside == 1 ? " dot lies" : " dots lie") + " outside the scale ("
                        + Decimals.readable(scale.min()) + " to " + Decimals.readable(scale.max())
                        + ") and " + (outside == 1 ? "is" : "are") + " not drawn; the data table has all.";
        return words.caption("Whiskers: one standard error to either side.", beyond);
    }

    private static String finding(List<Dot> dots, FigureDocument.Labels labels) {
        Dot all = dots.get(0);
        Dot greatest = dots.get(1);
        Dot least = dots.get(dots.size() - 1);
        String found = FigureWords.capitalised(labels.value()) + " over all is "
                + all.estimate().words() + " (n = " + all.estimate().n() + ")";
        return dots.size() == 2
                ? found + "."
                : found + "; the greatest is " + of(greatest) + ", the least " + of(least) + ".";
    }

    private static String of(Dot dot) {
        return "that of " + dot.name() + ", " + dot.estimate().words();
    }

    private static FigureDocument.Values values(String y, List<Dot> dots) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Dot dot : dots) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(dot.name());
            row.addAll(ValueRows.numbers(Optional.of(dot.estimate())));
            rows.add(row);
        }
        return new FigureDocument.Values(ValueRows.columns(List.of(y)), 1, rows);
    }
}
