package dev.retrace.engine.table;

import java.util.List;

/** A file that is not the table that it should be; says where and what was expected. */
public final class TableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private TableException(String message) {
        super(message);
    }

    private TableException(String message, Throwable cause) {
        super(message, cause);
    }

    static TableException noHeader(String file) {
        return new TableException(file + ": the table is empty; its first line must name the columns");
    }

    static TableException raggedRow(String file, long record, int found, int expected) {
        return new TableException(
                "%s: record %d has %d values, but the header names %d columns; quote values that hold commas or line ends"
                        .formatted(file, record, found, expected));
    }

    static TableException malformed(String file, Exception cause) {
        return new TableException(file + ": not a CSV table (RFC 4180): " + cause.getMessage(), cause);
    }

    static TableException noColumn(String column, List<String> columns) {
        return new TableException("the table has no column '" + column + "'; it has " + String.join(", ", columns));
    }
}
