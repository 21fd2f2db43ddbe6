package dev.retrace.reports.page;

import dev.retrace.reports.figure.FigureDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A figure's data with what neighbours share said once: the names of marks are sentences that differ in a few
 * letters, and a table's rows repeat the words that name them. {@code packed.js} is the inverse.
 */
final class Packed {

    private static final String NAME = "name";
    private static final String VALUE = "value";

    private Packed() {}

    /** A table by its columns. */
    record Columns(List<String> columns, int keys, List<Object> packed) {}

    /**
     * A column of words.
     *
     * @param words each once
     * @param at the place of each row's
     */
    record Words(List<String> words, List<Integer> at) {}

    /** The chart, in whose series {@code data} is {@code {names, values}} where marks have both. */
    static FigureDocument.@Nullable Chart chart(FigureDocument.@Nullable Chart chart) {
        if (chart == null) {
            return null;
        }
        JsonNode option = chart.option().deepCopy();
        for (JsonNode series : option.path("series")) {
            if (series instanceof ObjectNode open && isNamed(open.path("data"))) {
                ArrayNode data = (ArrayNode) open.get("data");
                ObjectNode packed = open.objectNode();
                packed.set("names", names(data));
                ArrayNode values = packed.putArray("values");
                data.forEach(item -> values.add(item.get(VALUE)));
                open.set("data", packed);
            }
        }
        return new FigureDocument.Chart(chart.height(), option, chart.dark(), chart.cells());
    }

    private static boolean isNamed(JsonNode data) {
        return data.isArray()
                && !data.isEmpty()
                && data.valueStream()
                        .allMatch(item -> item.size() == 2 && item.path(NAME).isString() && item.has(VALUE));
    }

    /** How many letters each shares with the one before, and the rest of it. */
    private static ArrayNode names(ArrayNode data) {
        ArrayNode names = data.arrayNode();
        String before = "";
        for (JsonNode item : data) {
            String name = item.get(NAME).asString();
            int shared = shared(before, name);
            names.add(shared).add(name.substring(shared));
            before = name;
        }
        return names;
    }

    private static int shared(String a, String b) {
        int shared = 0;
        while (shared < a.length() && shared < b.length() && a.charAt(shared) == b.charAt(shared)) {
            shared++;
        }
        boolean splits = shared > 0 && Character.isHighSurrogate(b.charAt(shared - 1));
        return splits ? shared - 1 : shared; // half a letter is no UTF-8
    }

    /** The table, a column of words as {@link Words} and any other as it is. */
    static Columns table(FigureDocument.Values table) {
        List<Object> packed = new ArrayList<>();
        for (int column = 0; column < table.columns().size(); column++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (List<@Nullable Object> row : table.rows()) {
                values.add(row.get(column));
            }
            packed.add(values.stream().allMatch(String.class::isInstance) ? words(values) : values);
        }
        return new Columns(table.columns(), table.keys(), packed);
    }

    private static Words words(List<@Nullable Object> values) {
        Map<String, Integer> places = new LinkedHashMap<>();
        List<Integer> at = new ArrayList<>();
        for (Object value : values) {
            String word = String.valueOf(value);
            places.putIfAbsent(word, places.size());
            at.add(Objects.requireNonNull(places.get(word)));
        }
        return new Words(List.copyOf(places.keySet()), at);
    }
}
