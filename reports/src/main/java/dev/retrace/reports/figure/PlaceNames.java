package dev.retrace.reports.figure;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.text.VisibleText;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a figure names its places: {@code layer 12, subject, last}.
 *
 * @param x the column of the first axis
 * @param y the column of the second axis
 * @param words what rows are called that have words of their own, such as a prompt's tokens
 */
record PlaceNames(String x, String y, Map<String, String> words) {

    private static final String OPEN_BOX = "\u2423"; // a space, as printers show it

    PlaceNames {
        words = Map.copyOf(words);
    }

    /** Names without words of their own. */
    PlaceNames(String x, String y) {
        this(x, y, Map.of());
    }

    /**
     * Names whose rows are called as some columns of the table say, in which spaces are made visible; where
     * columns differ, all are named.
     *
     * @throws StepException if a column is missing, or rows of one name have different words
     */
    static PlaceNames of(PlotStep.Parameters wanted, Table table) {
        List<String> columns = wanted.yText();
        columns.forEach(column -> Aggregation.requireColumn(table, column));
        Map<String, String> words = new LinkedHashMap<>();
        for (int row = 0; row < (columns.isEmpty() ? 0 : table.size()); row++) {
            Set<String> texts = new LinkedHashSet<>();
            for (String column : columns) {
                texts.add(VisibleText.of(table.text(row, column)).replace(" ", OPEN_BOX));
            }
            String key = table.text(row, wanted.second());
            String word = String.join(" / ", texts);
            String before = words.putIfAbsent(key, word);
            if (before != null && !before.equals(word)) {
                throw new StepException("table: " + wanted.second() + " " + key + " is called '" + before + "' and '"
                        + word + "' by " + String.join(", ", columns)
                        + ": these are rows of several prompts; choose one under 'where'");
            }
        }
        return new PlaceNames(wanted.first(), wanted.second(), words);
    }

    boolean hasWords() {
        return !words.isEmpty();
    }

    /** What a row is called beside the drawing. */
    String row(String yValue) {
        String word = words.get(yValue);
        return word == null ? SeriesLook.name(y, yValue).orElse(HeatMap.label(yValue)) : word;
    }

    String of(String xValue, String yValue) {
        return one(x, xValue) + ", " + (hasWords() ? HeatMap.label(y) + " " + row(yValue) : one(y, yValue));
    }

    /** A token bucket and a published series speak for themselves; what else stands on an axis needs the axis's name. */
    private static String one(String column, String value) {
        return TokenBucket.label(value)
                .or(() -> SeriesLook.name(column, value))
                .orElseGet(() -> HeatMap.label(column) + " " + HeatMap.label(value));
    }
}
