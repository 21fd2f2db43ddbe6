package dev.retrace.reports.figure;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps the rows of a table in which every named column has the given value.
 *
 * @param conditions none keeps all
 */
record RowFilter(List<Condition> conditions) {

    private static final int SHOWN = 12;

    /** A column and the text that it has to hold. */
    record Condition(String column, String value) {}

    RowFilter {
        conditions = List.copyOf(conditions);
    }

    static RowFilter of(List<String> written) {
        return new RowFilter(written.stream().map(RowFilter::parse).toList());
    }

    /**
     * Reads {@code column=value}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static Condition parse(String written) {
        int equals = written.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(
                    "where takes conditions such as position=subject_last, but one is '" + written + "'");
        }
        return new Condition(
                written.substring(0, equals).strip(),
                written.substring(equals + 1).strip());
    }

    /**
     * The rows that are kept.
     *
     * @throws StepException if a column is missing, or a condition leaves no row; says what there is
     */
    Table apply(Table table) {
        Table kept = table;
        for (Condition condition : conditions) {
            kept = apply(kept, condition);
        }
        return kept;
    }

    private static Table apply(Table table, Condition condition) {
        Aggregation.requireColumn(table, condition.column());
        List<Integer> rows = new ArrayList<>();
        Set<String> others = new LinkedHashSet<>();
        for (int row = 0; row < table.size(); row++) {
            String value = table.text(row, condition.column());
            if (value.equals(condition.value())) {
                rows.add(row);
            } else if (others.size() < SHOWN) {
                others.add(value);
            }
        }
        if (rows.isEmpty() && table.size() > 0) {
            throw new StepException("table: no row has '" + condition.value() + "' in column '" + condition.column()
                    + "'; it holds " + String.join(", ", others) + ". Name one of these under 'where'");
        }
        return table.rows(rows);
    }
}
