package dev.retrace.reports.figure;

import dev.retrace.engine.table.Table;
import dev.retrace.reports.text.Decimals;
import dev.retrace.reports.text.VisibleText;
import java.util.List;

/** What a figure about one fact alone says of it: its prompts, its answer and how likely that is. */
final class SingleFact {

    private static final List<String> COLUMNS =
            List.of("clean", "corrupt", "answer", Aggregation.HIGH, Aggregation.LOW);

    private SingleFact() {}

    /** A sentence; empty where the table is about several facts, or does not tell. */
    static String of(PlotStep.Parameters wanted, Table table) {
        boolean tells =
                table.size() > 0 && table.has(wanted.unit()) && COLUMNS.stream().allMatch(table::has);
        if (!tells || !isOne(table, wanted.unit())) {
            return "";
        }
        return "“" + text(table, "clean") + "” against “" + text(table, "corrupt") + "”; the answer “"
                + text(table, "answer").strip() + "” has p = " + number(table, Aggregation.HIGH)
                + " after the first and "
                + number(table, Aggregation.LOW) + " after the second.";
    }

    private static boolean isOne(Table table, String unit) {
        for (int row = 1; row < table.size(); row++) {
            if (!table.text(row, unit).equals(table.text(0, unit))) {
                return false;
            }
        }
        return true;
    }

    private static String text(Table table, String column) {
        return VisibleText.of(table.text(0, column));
    }

    private static String number(Table table, String column) {
        return Decimals.readable(Aggregation.number(table, 0, column));
    }
}
