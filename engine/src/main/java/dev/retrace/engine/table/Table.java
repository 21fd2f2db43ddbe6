package dev.retrace.engine.table;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * Rows under named columns, immutable: one tidy row per observation.
 *
 * <p>A value is a text; a number is one written so that it reads back to the same bits, and a
 * missing or undefined number is the empty text.
 */
public final class Table {

    private static final CSVFormat CSV = CSVFormat.RFC4180;

    /** What spreadsheet programs put before the first character of a file in UTF-8. */
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final List<String> columns;
    private final Map<String, Integer> positions = new HashMap<>();
    private final List<String[]> rows;

    private Table(List<String> columns, List<String[]> rows) {
        this.columns = List.copyOf(columns);
        this.rows = rows;
        for (String column : this.columns) {
            if (positions.put(column, positions.size()) != null) {
                throw new IllegalArgumentException("two columns are called '" + column + "'");
            }
        }
    }

    /** Starts a table with these columns. */
    public static Builder of(String... columns) {
        return new Builder(List.of(columns));
    }

    /** Starts a table with these columns. */
    public static Builder of(List<String> columns) {
        return new Builder(columns);
    }

    /**
     * Reads a CSV file with a header line.
     *
     * @throws TableException if it has no header, a doubled column, a row of another length, or is no text in UTF-8
     */
    public static Table read(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return read(reader, file.toString());
        }
    }

    /** Reads what {@link #toCsv} wrote. */
    public static Table ofCsv(String text) throws IOException {
        return read(new StringReader(text), "text");
    }

    private static Table read(Reader reader, String file) throws IOException {
        try (CSVParser parser = CSV.parse(withoutMark(reader))) {
            List<String> header = new ArrayList<>();
            List<String[]> rows = new ArrayList<>();
            for (CSVRecord record : parser) {
                if (header.isEmpty()) {
                    header.addAll(record.toList());
                } else if (record.size() != header.size()) {
                    throw TableException.raggedRow(file, record.getRecordNumber(), record.size(), header);
                } else {
                    rows.add(record.values());
                }
            }
            if (header.isEmpty()) {
                throw TableException.noHeader(file);
            }
            return new Table(header, rows);
        } catch (IllegalArgumentException | CharacterCodingException | UncheckedIOException malformed) {
            throw TableException.malformed(file, malformed);
        }
    }

    private static Reader withoutMark(Reader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }

    /**
     * All rows of tables with the same columns, in order.
     *
     * @throws IllegalArgumentException if the columns differ, or there is no table
     */
    public static Table concat(List<Table> tables) {
        if (tables.isEmpty()) {
            throw new IllegalArgumentException("no table to read: the input has no parts");
        }
        List<String[]> rows = new ArrayList<>();
        for (Table table : tables) {
            if (!table.columns.equals(tables.get(0).columns)) {
                throw new IllegalArgumentException("parts of one table have different columns: " + table.columns
                        + " and " + tables.get(0).columns);
            }
            rows.addAll(table.rows);
        }
        return new Table(tables.get(0).columns, rows);
    }

    /** The names of the columns, in order. */
    public List<String> columns() {
        return columns;
    }

    /** How many rows there are. */
    public int size() {
        return rows.size();
    }

    /** Whether there is a column called so. */
    public boolean has(String column) {
        return positions.containsKey(column);
    }

    /** A value as text. */
    public String text(int row, String column) {
        return rows.get(row)[position(column)];
    }

    /** A value as a number; NaN where it is empty. */
    public double number(int row, String column) {
        String text = text(row, column);
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }

    /** A value as a whole number. */
    public int integer(int row, String column) {
        return Integer.parseInt(text(row, column));
    }

    /** The rows at these positions, in this order. */
    public Table rows(Collection<Integer> positions) {
        return new Table(columns, positions.stream().map(rows::get).toList());
    }

    /** The same rows with leading columns of constant value. */
    public Table withLeading(Map<String, String> constants) {
        if (constants.isEmpty()) {
            return this;
        }
        List<String> names = new ArrayList<>(constants.keySet());
        names.removeIf(this::has); // the step wrote the coordinate itself
        List<String> wider = new ArrayList<>(names);
        wider.addAll(columns);
        List<String[]> widened = new ArrayList<>(rows.size());
        for (String[] row : rows) {
            String[] longer = new String[wider.size()];
            for (int i = 0; i < names.size(); i++) {
                longer[i] = constants.getOrDefault(names.get(i), "");
            }
            System.arraycopy(row, 0, longer, names.size(), row.length);
            widened.add(longer);
        }
        return new Table(wider, widened);
    }

    /** Writes CSV with a header line. */
    public void write(Path file) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            print(writer);
        }
    }

    /** The text that {@link #write} writes. */
    public String toCsv() throws IOException {
        StringBuilder text = new StringBuilder();
        print(text);
        return text.toString();
    }

    private void print(Appendable into) throws IOException {
        CSVPrinter printer = new CSVPrinter(into, CSV);
        printer.printRecord(columns);
        for (String[] row : rows) {
            printer.printRecord((Object[]) row);
        }
        printer.flush();
    }

    private int position(String column) {
        Integer position = positions.get(column);
        if (position == null) {
            throw TableException.noColumn(column, columns);
        }
        return position;
    }

    /** Collects rows; not for use by several threads. */
    public static final class Builder {

        private final List<String> columns;
        private final List<String[]> rows = new ArrayList<>();

        private Builder(List<String> columns) {
            this.columns = List.copyOf(columns);
        }

        /**
         * Adds a row. Floats and doubles are written so that they read back to the same bits; NaN is
         * written as nothing.
         *
         * @throws IllegalArgumentException if there are more or fewer values than columns
         */
        public Builder row(Object... values) {
            if (values.length != columns.size()) {
                throw new IllegalArgumentException(
                        "a row of " + values.length + " values for " + columns.size() + " columns");
            }
            rows.add(Arrays.stream(values).map(Builder::written).toArray(String[]::new));
            return this;
        }

        /** The table of the rows so far. */
        public Table build() {
            return new Table(columns, List.copyOf(rows));
        }

        private static String written(Object value) {
            boolean undefined =
                    (value instanceof Double wide && wide.isNaN()) || (value instanceof Float narrow && narrow.isNaN());
            return undefined ? "" : value.toString();
        }
    }
}
