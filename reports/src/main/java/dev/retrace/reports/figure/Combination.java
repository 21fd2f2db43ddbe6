package dev.retrace.reports.figure;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sum of rows that differ in one column, such as the effect of o less those of g and s: per unit and
 * place, so that each unit is compared with itself.
 *
 * <p>Source: Sen Sharma et al. (arXiv 2404.03646), the panel {@code IE_o - (IE_g + IE_s)}; the authors
 * subtract averages, each over its own facts.
 *
 * @param terms none leaves a table as it is
 */
record Combination(List<Term> terms) {

    /** A condition, and whether what meets it is added or taken away. */
    private record Term(int sign, RowFilter.Condition condition) {}

    /** Where rows that belong together stand. */
    private record Place(String unit, String x, String y) {}

    Combination {
        terms = List.copyOf(terms);
    }

    /**
     * Reads terms such as {@code state=o} and {@code -state=g}.
     *
     * @throws IllegalArgumentException if one is something else
     */
    static Combination of(List<String> written) {
        List<Term> terms = new ArrayList<>();
        for (String each : written) {
            String text = each.strip();
            boolean minus = text.startsWith("-");
            terms.add(new Term(
                    minus ? -1 : 1, RowFilter.parse(minus || text.startsWith("+") ? text.substring(1) : text)));
        }
        return new Combination(terms);
    }

    /**
     * One row for each unit and place that all terms have: the sum of each term's mean there. Of other
     * columns the first term's rows are kept.
     *
     * @param value the column to combine
     * @throws StepException if a term has no row, or no place is in all of them
     */
    Table apply(Table table, PlotStep.Parameters wanted, String value) {
        if (terms.isEmpty()) {
            return table;
        }
        List<Table> parts = terms.stream()
                .map(term -> new RowFilter(List.of(term.condition)).apply(table))
                .toList();
        Map<Place, Double> sums = new LinkedHashMap<>();
        means(parts.get(0), wanted, value).keySet().forEach(place -> sums.put(place, 0.0));
        for (int i = 0; i < terms.size(); i++) {
            int sign = terms.get(i).sign;
            Map<Place, Double> means = means(parts.get(i), wanted, value);
            sums.keySet().retainAll(means.keySet());
            means.forEach((place, mean) -> sums.computeIfPresent(place, (same, sum) -> sum + sign * mean));
        }
        if (sums.isEmpty()) {
            throw new StepException("table: no " + wanted.unit() + " has rows of all terms of 'combine' at one place");
        }
        return withValues(parts.get(0), wanted, sums, value);
    }

    private static Map<Place, Double> means(Table table, PlotStep.Parameters wanted, String value) {
        Map<Place, List<Double>> all = new LinkedHashMap<>();
        for (int row = 0; row < table.size(); row++) {
            all.computeIfAbsent(place(table, wanted, row), any -> new ArrayList<>())
                    .add(Aggregation.number(table, row, value));
        }
        Map<Place, Double> means = new LinkedHashMap<>();
        all.forEach((place, values) -> means.put(
                place,
                values.stream()
                        .mapToDouble(each -> each)
                        .filter(Double::isFinite)
                        .average()
                        .orElse(Double.NaN)));
        return means;
    }

    private static Place place(Table table, PlotStep.Parameters wanted, int row) {
        return new Place(
                table.text(row, wanted.unit()), table.text(row, wanted.first()), table.text(row, wanted.second()));
    }

    /** One row of the table for each place, with its sum. */
    private static Table withValues(Table table, PlotStep.Parameters wanted, Map<Place, Double> sums, String value) {
        Table.Builder combined = Table.of(table.columns());
        Set<Place> done = new HashSet<>();
        for (int row = 0; row < table.size(); row++) {
            Place place = place(table, wanted, row);
            Double sum = sums.get(place);
            if (sum != null && done.add(place)) {
                int at = row;
                combined.row(table.columns().stream()
                        .map(column -> column.equals(value) ? (Object) sum : table.text(at, column))
                        .toArray());
            }
        }
        return combined.build();
    }
}
