package dev.retrace.engine.plan;

import dev.retrace.cache.ContentStore;
import dev.retrace.cache.Digest;
import dev.retrace.engine.table.Table;
import dev.retrace.engine.table.TableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which rows of a table came, went or changed between two artifacts, by the id in their first
 * column.
 */
final class RowDifference {

    private static final long LARGEST = 16 << 20; // bytes; an explanation must stay quick
    private static final int SHOWN = 60;

    private final ContentStore content;
    private final Map<String, Map<String, String>> tables = new HashMap<>();

    RowDifference(ContentStore content) {
        this.content = content;
    }

    /** Makes known the tables among a cell's own inputs, which are not in the store before it runs. */
    void know(Cell cell) {
        for (byte[] own : cell.ownInputs()) {
            tables.computeIfAbsent(Digest.of(own).toString(), digest -> rows(() -> Table.ofCsv(text(own))));
        }
    }

    /** The ids of a table's rows; none if it is no table at hand. */
    Set<String> ids(String digest) {
        return known(digest).keySet();
    }

    /** How many rows came, went or changed; none if one of the two is no table at hand. */
    int distance(KeyDifference difference) {
        Map<String, String> before = known(difference.before());
        Map<String, String> after = known(difference.after());
        long kept = after.entrySet().stream()
                .filter(row -> Objects.equals(before.get(row.getKey()), row.getValue()))
                .count();
        return before.isEmpty() || after.isEmpty() ? 0 : (int) (before.size() + after.size() - 2 * kept);
    }

    /** {@code 1 row gone: f1,capital,France}; empty if one of the two is no table at hand. */
    Optional<String> between(KeyDifference difference) {
        Map<String, String> before = known(difference.before());
        Map<String, String> after = known(difference.after());
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        List<String> gone = missing(before, after);
        List<String> added = missing(after, before);
        List<String> changed = after.keySet().stream()
                .filter(before::containsKey)
                .filter(id -> !Objects.equals(before.get(id), after.get(id)))
                .map(id -> after.getOrDefault(id, ""))
                .toList();
        String told = told(gone, "gone") + told(added, "new") + told(changed, "changed");
        return told.isEmpty() ? Optional.of("rows in another order") : Optional.of(told.substring(2));
    }

    private static List<String> missing(Map<String, String> from, Map<String, String> in) {
        return from.entrySet().stream()
                .filter(row -> !in.containsKey(row.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String told(List<String> rows, String what) {
        if (rows.isEmpty()) {
            return "";
        }
        String first = rows.get(0);
        String shown = first.length() <= SHOWN ? first : first.substring(0, SHOWN) + "…";
        String many = rows.size() == 1 ? "1 row " : rows.size() + " rows ";
        return ", " + many + what + (rows.size() == 1 ? ": " : ", as ") + shown;
    }

    private Map<String, String> known(String digest) {
        return tables.computeIfAbsent(digest, unread -> rows(() -> filed(unread)));
    }

    private interface Reading {
        Table table() throws IOException;
    }

    private Table filed(String digest) throws IOException {
        Path file = content.path(Digest.parse(digest));
        if (Files.size(file) > LARGEST) {
            throw new IllegalArgumentException("too large to compare");
        }
        return Table.read(file);
    }

    private static Map<String, String> rows(Reading reading) {
        Map<String, String> rows = new LinkedHashMap<>();
        try {
            Table table = reading.table();
            String id = table.columns().get(0);
            for (int row = 0; row < table.size(); row++) {
                rows.merge(table.text(row, id), text(table, row), (a, b) -> a + "\n" + b);
            }
        } catch (IllegalArgumentException | IOException | TableException noTable) {
            rows.clear(); // not at hand, a list of parts, or no table
        }
        return rows;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String text(Table table, int row) {
        StringBuilder text = new StringBuilder();
        for (String column : table.columns()) {
            text.append(text.isEmpty() ? "" : ",").append(table.text(row, column));
        }
        return text.toString();
    }
}
