package dev.retrace.reports.figure;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * The column that a figure shows.
 *
 * @param name in the table
 * @param normalisation the one that chose it, null where the table has the asked column itself
 */
record ValueColumn(String name, @Nullable Normalisation normalisation) {

    /**
     * The column called {@code value}, else the one called {@code value_normalisation}.
     *
     * @throws StepException if there is neither
     */
    static ValueColumn find(Table table, String value, Normalisation normalisation) {
        String normalised = value + "_" + normalisation.word();
        if (table.has(value)) {
            return new ValueColumn(value, null);
        } else if (table.has(normalised)) {
            return new ValueColumn(normalised, normalisation);
        }
        throw new StepException("table: there is neither a column '" + value + "' nor '" + normalised + "'; it has "
                + String.join(", ", table.columns()) + ". Name one of these under 'value'");
    }
}
