package dev.retrace.reports.diff;

import dev.retrace.reports.figure.FigureDocument;
import dev.retrace.reports.figure.Observed.Place;
import dev.retrace.reports.statistics.MeanDifference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every number of a comparison, one row a place. */
final class ComparedRows {

    private static final List<String> NUMBERS =
            List.of("a", "n_a", "b", "n_b", "difference", "low", "high", "p", "p_holm", "p_equivalence", "verdict");

    private ComparedRows() {}

    /** The table of one panel, in the order of its axes. */
    static FigureDocument.Values of(FigureComparison figure, FigureComparison.Panel panel) {
        List<String> keys = new ArrayList<>(List.of(figure.labels().x(), figure.y()));
        if (keys.get(0).equals(keys.get(1))) {
            keys.set(1, "value");
        }
        List<String> columns = new ArrayList<>(keys);
        columns.addAll(NUMBERS);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String y : panel.ys()) {
            for (String x : panel.xs()) {
                Compared place = panel.places().get(new Place(x, y));
                if (place != null) {
                    List<@Nullable Object> row = new ArrayList<>(List.of(x, panel.row(y)));
                    row.addAll(numbers(place));
                    rows.add(row);
                }
            }
        }
        return new FigureDocument.Values(columns, keys.size(), rows);
    }

    private static List<@Nullable Object> numbers(Compared place) {
        MeanDifference found = place.found();
        if (found == null) {
            List<@Nullable Object> alone = new ArrayList<>(Arrays.asList(place.a(), null, place.b()));
            while (alone.size() < NUMBERS.size() - 1) {
                alone.add(null);
            }
            alone.add(place.alone());
            return alone;
        }
        return Arrays.asList(
                found.a(),
                found.nA(),
                found.b(),
                found.nB(),
                found.difference(),
                finite(found.interval().low()),
                finite(found.interval().high()),
                finite(found.p()),
                finite(place.adjusted()),
                finite(found.equivalence()),
                place.verdict().word());
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
