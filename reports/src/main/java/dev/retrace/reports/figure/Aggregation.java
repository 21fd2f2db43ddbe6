package dev.retrace.reports.figure;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.figure.FigureDocument.Dropped;
import dev.retrace.reports.figure.FigureDocument.Group;
import dev.retrace.reports.figure.FigureDocument.Sample;
import dev.retrace.reports.text.Decimals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Averages a table's rows: within (unit, x, y) first, then unweighted over the units of each (x, y).
 *
 * <p>So a fact whose subject has four tokens weighs no more than one whose subject has one, and a
 * fact without a row in a bucket is left out of that bucket rather than counted as zero. Source: Sen
 * Sharma et al. (arXiv 2404.03646), the aggregation behind figures 2 and 3, except that the authors
 * let a fact with an empty bucket make the whole bucket undefined.
 */
final class Aggregation {

    static final String HIGH = "p_high";
    static final String LOW = "p_low";

    private static final String RELATION = "relation";
    private static final String LEFT_OUT = "left_out";

    /** The columns that take part. */
    record Columns(String x, String y, String value, String unit) {}

    private static final class RunningMean {
        private double sum;
        private int n;

        void add(double value) {
            sum += value;
            n++;
        }

        double mean() {
            return sum / n;
        }
    }

    private final Table table;
    private final Columns columns;
    private final Bootstrap bootstrap;
    private final Set<String> weak = new LinkedHashSet<>();
    private final Set<String> used = new HashSet<>();
    private final Map<Aggregate.Place, Map<String, RunningMean>> means = new LinkedHashMap<>(); // units sorted
    private final Map<String, Integer> undefined = new TreeMap<>(); // rows without a value, by the reason

    private Aggregation(Table table, Columns columns, Bootstrap bootstrap) {
        this.table = table;
        this.columns = columns;
        this.bootstrap = bootstrap;
    }

    /**
     * The table's estimates.
     *
     * @param guard units whose {@code p_high - p_low} is below it are left out, since an effect that is
     *     divided by next to nothing says nothing; 0 leaves all in, as the published figures do
     * @throws StepException if a column is missing, the table is empty, or nothing remains
     */
    static Aggregate of(Table table, Columns columns, double guard, Bootstrap bootstrap) {
        Aggregation aggregation = new Aggregation(table, columns, bootstrap);
        aggregation.read(guard);
        return aggregation.result(guard);
    }

    /** The value of each unit at each place, as {@link #of} averages them. */
    static Map<Aggregate.Place, SortedMap<String, Double>> units(Table table, Columns columns, double guard) {
        Aggregation aggregation = new Aggregation(table, columns, new Bootstrap(0, 0));
        aggregation.read(guard);
        Map<Aggregate.Place, SortedMap<String, Double>> values = new LinkedHashMap<>();
        aggregation.means.forEach((place, units) -> {
            SortedMap<String, Double> own = new TreeMap<>();
            units.forEach((unit, mean) -> own.put(unit, mean.mean()));
            values.put(place, own);
        });
        return values;
    }

    private void read(double guard) {
        check(guard);
        if (guard > 0) {
            findWeak(guard);
        }
        for (int row = 0; row < table.size(); row++) {
            add(row);
        }
    }

    private void check(double guard) {
        if (table.size() == 0) {
            throw new StepException("table: it has no rows, so there is nothing to draw; "
                    + "look at the step that made it with 'retrace show'");
        }
        List<String> needed = new ArrayList<>(List.of(columns.x(), columns.y(), columns.value(), columns.unit()));
        if (guard > 0) {
            needed.addAll(List.of(HIGH, LOW));
        }
        for (String column : needed) {
            requireColumn(table, column);
        }
    }

    static void requireColumn(Table table, String column) {
        if (!table.has(column)) {
            throw new StepException("table: there is no column '" + column + "'; it has "
                    + String.join(", ", table.columns()) + ". Name one of these under 'with'");
        }
    }

    private void findWeak(double guard) {
        for (int row = 0; row < table.size(); row++) {
            double difference = number(row, HIGH) - number(row, LOW);
            if (!(difference >= guard)) { // also where it is undefined
                weak.add(table.text(row, columns.unit()));
            }
        }
    }

    private void add(int row) {
        String unit = table.text(row, columns.unit());
        if (weak.contains(unit)) {
            return;
        }
        double value = number(row, columns.value());
        if (!Double.isFinite(value)) {
            undefined.merge(reason(row), 1, Integer::sum);
            return;
        }
        used.add(unit);
        Aggregate.Place place = new Aggregate.Place(table.text(row, columns.x()), table.text(row, columns.y()));
        means.computeIfAbsent(place, any -> new TreeMap<>())
                .computeIfAbsent(unit, any -> new RunningMean())
                .add(value);
    }

    /** Why a row has no value: as the table says, if it does. */
    private String reason(int row) {
        String told = table.has(LEFT_OUT) ? table.text(row, LEFT_OUT) : "";
        return told.isBlank() ? "the value is not a finite number" : told;
    }

    private Aggregate result(double guard) {
        if (means.isEmpty()) {
            throw nothingLeft(guard);
        }
        Map<Aggregate.Place, Estimate> estimates = new LinkedHashMap<>();
        means.forEach((place, units) -> estimates.put(
                place,
                Estimate.of(units.values().stream().map(RunningMean::mean).toList(), bootstrap)));
        return new Aggregate(
                AxisOrder.of(distinct(columns.x())),
                AxisOrder.of(distinct(columns.y())),
                estimates,
                new Sample(columns.unit(), distinct(columns.unit()).size(), used.size(), groups()),
                dropped(guard));
    }

    private StepException nothingLeft(double guard) {
        if (weak.isEmpty()) {
            return new StepException("table: column '" + columns.value() + "' holds no finite number in any of the "
                    + table.size() + " rows; name another under 'value'");
        }
        return new StepException("table: no " + columns.unit() + " is left, since all " + weak.size()
                + " either have p_high - p_low below the guard of " + Decimals.readable(guard)
                + " or no finite value; lower 'guard'");
    }

    private List<Dropped> dropped(double guard) {
        List<Dropped> dropped = new ArrayList<>();
        if (!weak.isEmpty()) {
            dropped.add(new Dropped(
                    weak.size(),
                    plural(columns.unit(), weak.size()),
                    "p_high − p_low is below " + Decimals.readable(guard)));
        }
        undefined.forEach((why, rows) -> dropped.add(new Dropped(rows, plural("row", rows), why)));
        return dropped;
    }

    private static String plural(String noun, int count) {
        return count == 1 ? noun : noun + "s";
    }

    private List<Group> groups() {
        if (!table.has(RELATION)) {
            return List.of();
        }
        Map<String, Set<String>> units = new LinkedHashMap<>();
        for (int row = 0; row < table.size(); row++) {
            String unit = table.text(row, columns.unit());
            if (used.contains(unit)) {
                units.computeIfAbsent(table.text(row, RELATION), any -> new HashSet<>())
                        .add(unit);
            }
        }
        List<Group> groups = new ArrayList<>();
        units.forEach((relation, members) -> groups.add(new Group(relation, members.size())));
        return groups;
    }

    private Collection<String> distinct(String column) {
        Map<String, Integer> seen = new HashMap<>();
        List<String> values = new ArrayList<>();
        for (int row = 0; row < table.size(); row++) {
            if (seen.putIfAbsent(table.text(row, column), row) == null) {
                values.add(table.text(row, column));
            }
        }
        return values;
    }

    private double number(int row, String column) {
        return number(table, row, column);
    }

    /**
     * A number of the table, NaN where it is undefined.
     *
     * @throws StepException if it is no number
     */
    static double number(Table table, int row, String column) {
        try {
            return table.number(row, column);
        } catch (NumberFormatException notANumber) {
            throw new StepException(
                    "table: row %d of column '%s' is '%s', which is not a number; an undefined number is left empty"
                            .formatted(row + 1, column, table.text(row, column)),
                    notANumber);
        }
    }
}
