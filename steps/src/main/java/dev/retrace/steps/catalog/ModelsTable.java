package dev.retrace.steps.catalog;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Models in columns as wide as what is in them. Where a line would not fit, a model's name gets a line
 * of its own.
 */
final class ModelsTable {

    private static final int SHORT = 8;
    private static final String GAP = "  ";

    private final List<String> heading;
    private final List<List<String>> rows = new ArrayList<>();
    private final boolean revisions;

    /** @param revisions whether a column tells revisions */
    ModelsTable(boolean revisions) {
        this.revisions = revisions;
        this.heading = row("MODEL", "REVISION", List.of("FAMILY", "DTYPE", "SIZE", "SHA-256"));
    }

    /** @param digest as it is to be shown */
    void add(ListedModel model, String digest) {
        String revision =
                model.revision().substring(0, Math.min(SHORT, model.revision().length()));
        rows.add(row(
                VisibleText.plain(model.name()),
                revision.isEmpty() ? "-" : VisibleText.plain(revision),
                List.of(model.family(), model.dtype(), size(model.bytes()), digest)));
    }

    /** @param width of the terminal, in columns; 0 if it may be any */
    void print(PrintWriter out, int width) {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < heading.size(); column++) {
            int widest = heading.get(column).length();
            for (List<String> row : rows) {
                widest = Math.max(widest, row.get(column).length());
            }
            widths.add(widest);
        }
        int all = widths.stream().mapToInt(each -> each + GAP.length()).sum() - GAP.length();
        boolean wrapped = width > 0 && all > width;
        print(out, heading, widths, wrapped);
        rows.forEach(row -> print(out, row, widths, wrapped));
        out.flush();
    }

    private static void print(PrintWriter out, List<String> row, List<Integer> widths, boolean wrapped) {
        StringBuilder line = new StringBuilder();
        int size = row.size() - 2; // the one number, to the right
        for (int column = 0; column < row.size(); column++) {
            if (wrapped && column == 0) {
                line.append(row.get(0)).append(System.lineSeparator());
                continue;
            }
            String form = (column == 0 ? "" : GAP) + "%" + (column == size ? "" : "-") + widths.get(column) + "s";
            line.append(String.format(Locale.ROOT, form, row.get(column)));
        }
        out.println(line.toString().stripTrailing());
    }

    private List<String> row(String name, String revision, List<String> others) {
        List<String> row = new ArrayList<>(List.of(name));
        if (revisions) {
            row.add(revision);
        }
        row.addAll(others);
        return row;
    }

    private static String size(long bytes) {
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }
}
