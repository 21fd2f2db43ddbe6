package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class TableFigureTest {

    @TempDir
    private Path folder;

    @Test
    void aRowForEveryYAndAColumnForEveryX() throws IOException {
        Table counts = Table.of("relation", "stage", "facts")
                .row("capital", "loaded", 12345)
                .row("capital", "kept", 7)
                .row("sport", "loaded", 0.25)
                .build();
        ObjectNode parameters = Plots.heatMap()
                .put("kind", "table")
                .put("y", "relation")
                .put("x", "stage")
                .put("value", "facts")
                .put("unit", "relation");

        FigureDocument figure = Plots.document(folder, counts, parameters);

        assertNull(figure.chart());
        FigureDocument.Grid grid = Objects.requireNonNull(figure.grid());
        assertEquals(List.of("relation", "loaded", "kept"), grid.columns());
        assertEquals(
                List.of(List.of("capital", "12345", "7"), List.of("sport", "0.25", "")),
                grid.rows(),
                "counts are exact");
        assertEquals("2 rows by 2 columns of facts.", figure.finding());
    }
}
