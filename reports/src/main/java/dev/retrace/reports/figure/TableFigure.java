package dev.retrace.reports.figure;

import dev.retrace.engine.table.Table;
import dev.retrace.reports.text.Decimals;
import java.util.ArrayList;
import java.util.List;

/** Estimates as a table for reading, a row for every value of one column and a column for every value of another. */
final class TableFigure implements Drawing {

    private static final double EXACT = 1e15;

    @Override
    public FigureDocument draw(PlotStep.Parameters wanted, Table table) {
        FigureData data = FigureData.of(wanted, table);
        Aggregate aggregate = data.ours();
        FigureWords words = new FigureWords(wanted, data.column());
        List<String> columns = new ArrayList<>(List.of(words.labels().y()));
        aggregate.xs().forEach(x -> columns.add(HeatMap.label(x)));
        List<List<String>> rows = new ArrayList<>();
        for (String y : aggregate.ys()) {
            List<String> row = new ArrayList<>(List.of(HeatMap.label(y)));
            for (String x : aggregate.xs()) {
                row.add(aggregate
                        .at(x, y)
                        .map(estimate -> number(estimate.mean()))
                        .orElse(""));
            }
            rows.add(row);
        }
        String finding = aggregate.ys().size() + " rows by " + aggregate.xs().size() + " columns of "
                + words.labels().value() + ".";
        return words.document(
                words.caption(), data, finding, FigureWords.Body.grid(new FigureDocument.Grid(columns, rows)));
    }

    /** Counts are exact; what is no whole number is rounded. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < EXACT
                ? Decimals.shortest(value).toPlainString()
                : Decimals.readable(value);
    }
}
