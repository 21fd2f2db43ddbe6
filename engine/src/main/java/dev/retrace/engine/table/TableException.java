package dev.retrace.engine.table;

import java.nio.charset.CharacterCodingException;
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

    static TableException raggedRow(String file, long record, int found, List<String> header) {
        return new TableException(
                "%s: record %d has %d values, but the header names %d columns; quote values that hold commas or line ends"
                                .formatted(file, record, found, header.size())
                        + separators(header));
    }

    static TableException malformed(String file, Exception cause) {
        Throwable why = cause.getCause() == null ? cause : cause.getCause(); // its own words, without class names
        String told = why instanceof CharacterCodingException ? "it is no text in UTF-8" : why.getMessage();
        return new TableException(file + ": not a CSV table (RFC 4180): " + told, cause);
    }

    static TableException noColumn(String column, List<String> columns) {
        return new TableException(
                "the table has no column '" + column + "'; it has " + String.join(", ", columns) + separators(columns));
    }

    /** What to do if the header looks like one of columns that are separated otherwise; else nothing. */
    private static String separators(List<String> header) {
        boolean otherwise = header.size() == 1
                && (header.get(0).contains(";") || header.get(0).contains("\t"));
        return otherwise ? "; columns are separated with commas, not with semicolons or tabs" : "";
    }
}
