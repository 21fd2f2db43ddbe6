package dev.retrace.reports.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of a figure as its table has them: one row for each place of each panel. */
final class ValueRows {

    private ValueRows() {}

    /** The names of all columns, after those that name a place. */
    static List<String> columns(List<String> keys) {
        List<String> columns = new ArrayList<>(keys);
        columns.addAll(List.of("mean", "se", "n", "low", "high"));
        return columns;
    }

    /** The numbers of a place; empty where there is none. */
    static List<@Nullable Object> numbers(Optional<Estimate> estimate) {
        List<@Nullable Object> numbers = new ArrayList<>();
        numbers.add(estimate.map(Estimate::mean).orElse(null));
        numbers.add(finite(estimate.map(Estimate::standardError)));
        numbers.add(
                estimate.isPresent() && estimate.get().n() == Estimate.UNKNOWN
                        ? null
                        : estimate.map(Estimate::n).orElse(0));
        numbers.add(finite(estimate.map(each -> each.interval().low())));
        numbers.add(finite(estimate.map(each -> each.interval().high())));
        return numbers;
    }

    /**
     * All rows of a figure.
     *
     * @param of what tells the panels apart: {@code source} for published values, else a column; null where
     *     there is one panel
     */
    static FigureDocument.Values of(@Nullable String of, List<Panel> panels, PlaceNames names) {
        List<String> keys = new ArrayList<>(of == null ? List.of() : List.of(of));
        keys.addAll(List.of(names.x(), names.y()));
        if (names.hasWords()) {
            keys.add(names.y() + "_label");
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Panel panel : panels) {
            for (String y : panel.aggregate().ys()) {
                for (String x : panel.aggregate().xs()) {
                    List<@Nullable Object> row = new ArrayList<>(of == null ? List.of() : List.of(panel.name()));
                    row.addAll(List.of(x, y));
                    if (names.hasWords()) {
                        row.add(names.row(y));
                    }
                    row.addAll(numbers(panel.aggregate().at(x, y)));
                    rows.add(row);
                }
            }
        }
        return new FigureDocument.Values(columns(keys), keys.size(), rows);
    }

    private static @Nullable Object finite(Optional<Double> value) {
        return value.filter(Double::isFinite).orElse(null);
    }
}
