package dev.retrace.reports.page;

import dev.retrace.engine.step.Lane;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.figure.FigureDocument;
import dev.retrace.reports.figure.Schematic;
import dev.retrace.reports.vector.Sketch;
import dev.retrace.reports.vector.VectorFigures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of each figure, all in one zip, the same bytes whenever it is made: the table behind it as CSV,
 * and its drawing as SVG.
 */
final class FigureFiles {

    private static final long MADE = 315_619_200_000L; // 1980-01-02, as early as a zip can say in any time zone

    private final ZipOutputStream zip;

    private FigureFiles(ZipOutputStream zip) {
        this.zip = zip;
    }

    /**
     * A file {@code NAME.csv} of each figure that has values, and a file {@code NAME.svg} of each that has a
     * drawing.
     *
     * @param drawings by figure's name
     */
    static byte[] zipped(List<FigureView> figures, Map<String, String> drawings) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            FigureFiles files = new FigureFiles(zip);
            for (FigureView figure : figures) {
                if (figure.hasValues()) {
                    files.add(figure.file() + ".csv", csv(figure.document().table()));
                }
                String drawing = drawings.get(figure.file());
                if (drawing != null) {
                    files.add(figure.file() + ".svg", drawing);
                }
            }
        }
        return bytes.toByteArray();
    }

    /** The drawings of figures that are drawn, by name: of charts in a second Java, ours as they are. */
    static Map<String, String> drawings(List<FigureView> figures, Lane lane) throws IOException {
        Map<String, String> drawings = new HashMap<>();
        List<Sketch> sketches = new ArrayList<>();
        for (FigureView figure : figures) {
            String schematic = figure.document().schematic();
            if (figure.body() instanceof FigureBody.Drawing && schematic != null) {
                drawings.put(figure.file(), Schematic.called(schematic).svg());
            }
            Sketch.of(figure.file(), figure.document()).ifPresent(sketches::add);
        }
        List<String> drawn = VectorFigures.installed().draw(sketches, lane);
        for (int i = 0; i < drawn.size(); i++) {
            drawings.put(sketches.get(i).name(), drawn.get(i));
        }
        return drawings;
    }

    private void add(String name, String content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(MADE);
        zip.putNextEntry(entry);
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static String csv(FigureDocument.Values values) throws IOException {
        Table.Builder table = Table.of(values.columns().toArray(String[]::new));
        for (List<@Nullable Object> row : values.rows()) {
            table.row(row.stream().map(FigureFiles::text).toArray());
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
