package dev.retrace.reports.page;

import dev.retrace.engine.table.Table;
import dev.retrace.reports.figure.FigureDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** The table behind each figure as CSV, all in one zip: the same bytes whenever it is made. */
final class FigureTables {

    private static final long MADE = 315_619_200_000L; // 1980-01-02, as early as a zip can say in any time zone

    private FigureTables() {}

    /** A file {@code NAME.csv} of each figure that has values. */
    static byte[] zipped(List<FigureView> figures) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (FigureView figure : figures) {
                if (figure.hasValues()) {
                    ZipEntry entry = new ZipEntry(figure.file() + ".csv");
                    entry.setTime(MADE);
                    zip.putNextEntry(entry);
                    zip.write(csv(figure.document().table()).getBytes(StandardCharsets.UTF_8));
                    zip.closeEntry();
                }
            }
        }
        return bytes.toByteArray();
    }

    private static String csv(FigureDocument.Values values) throws IOException {
        Table.Builder table = Table.of(values.columns().toArray(String[]::new));
        for (List<@Nullable Object> row : values.rows()) {
            table.row(row.stream().map(FigureTables::text).toArray());
        }
        return table.build().toCsv();
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }
}
