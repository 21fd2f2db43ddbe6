package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class DotPlotTest {

    @TempDir
    private Path folder;

    /**
     * Of relation r one of two is right: mean 1/2, deviations 1/2 and -1/2, so the standard error is
     * sqrt(1/2 / 1 / 2) = 1/2. Of relation s both are. Of all, 3 of 4: mean 3/4, deviations 1/4 three
     * times and -3/4, so sqrt(12/16 / 3 / 4) = 1/4.
     */
    @Test
    void allUnitsComeFirstThenEachRowTheGreatestFirst() throws IOException {
        FigureDocument figure = Plots.document(folder, answers(), dots());

        assertEquals(
                List.of("relation", "mean", "se", "n", "low", "high"),
                figure.table().columns());
        assertEquals(
                List.of(
                        List.of("all", "0.75", "0.25", "4", "0.26", "1.24"), // 0.75 -+ 1.96 / 4
                        List.of("s", "1", "0", "2", "1", "1"),
                        List.of("r", "0.5", "0.5", "2", "-0.48", "1.48")),
                figure.table().rows().stream()
                        .map(row -> row.stream().map(String::valueOf).toList())
                        .toList());
        assertEquals(4, figure.sample().used());
        assertEquals(
                "Correct over all is 0.75 ± 0.25 (n = 4); the greatest is that of s, 1 ± 0, the least that of r, 0.5 ±"
                        + " 0.5.",
                figure.finding());
        assertEquals("Whiskers: one standard error to either side.", figure.caption());
    }

    @Test
    void aDotLiesAtItsMeanAndItsWhiskerEndsAStandardErrorToEitherSide() throws IOException {
        JsonNode series =
                Plots.chart(Plots.document(folder, answers(), dots())).option().path("series");

        JsonNode dots = series.get(1).path("data");
        assertEquals("all: 0.75 ± 0.25 (n = 4)", dots.get(0).path("name").asString());
        assertEquals(0.75, dots.get(0).path("value").get(0).doubleValue());
        assertEquals(2, dots.get(2).path("value").get(1).doubleValue());
        JsonNode whiskers = series.get(0).path("data");
        assertEquals(9, whiskers.size()); // from, to, and an end each
        assertEquals(
                "[[0.5,0],[1,0],[null,0]]",
                "[" + whiskers.get(0) + "," + whiskers.get(1) + "," + whiskers.get(2) + "]");
        assertEquals(2, whiskers.get(6).get(1).doubleValue());
    }

    @Test
    void whatTheTableLeavesOutIsToldWithItsReason() throws IOException {
        Table table = Table.of("case", "relation", "correct", "left_out")
                .row("a", "r", 1, "")
                .row("b", "r", "", "too long")
                .row("c", "r", "", "too long")
                .row("d", "r", "", "")
                .build();

        FigureDocument figure = Plots.document(folder, table, dots());

        assertEquals(
                List.of(
                        new FigureDocument.Dropped(1, "row", "the value is not a finite number"),
                        new FigureDocument.Dropped(2, "rows", "too long")),
                figure.dropped());
        assertEquals(1, figure.sample().used());
        assertEquals(4, figure.sample().total());
        assertNull(figure.table().rows().get(1).get(2), "one unit has no standard error");
        assertEquals(
                0,
                Plots.chart(figure).option().path("series").get(0).path("data").size());
    }

    @Test
    void dotsBeyondAGivenScaleAreToldInTheCaption() throws IOException {
        FigureDocument figure = Plots.document(folder, answers(), dots().put("scale-min", 0.7));

        assertEquals(
                "Whiskers: one standard error to either side. 1 dot lies outside the scale (0.7 to 1) and is not"
                        + " drawn; the data table has all.",
                figure.caption());
    }

    @Test
    void dotsHaveNoColumnAlongTheirHorizontalAxis() {
        ObjectNode two = dots().put("x", "relation");
        ObjectNode none = Plots.heatMap();
        none.remove("x");
        two.putArray("where");
        none.putArray("where");

        assertEquals(
                "kind dots has no x: it takes y, and has the value along the horizontal axis",
                assertThrows(IllegalArgumentException.class, () -> ParameterCodec.read(PlotStep.Parameters.class, two))
                        .getMessage());
        assertEquals(
                "kind heatmap needs x, a column of the table",
                assertThrows(IllegalArgumentException.class, () -> ParameterCodec.read(PlotStep.Parameters.class, none))
                        .getMessage());
    }

    private static Table answers() {
        return Table.of("case", "relation", "correct")
                .row("a", "r", 1)
                .row("b", "r", 0)
                .row("c", "s", 1)
                .row("d", "s", 1)
                .build();
    }

    private static ObjectNode dots() {
        ObjectNode parameters = Plots.heatMap();
        parameters.remove("x");
        return parameters
                .put("kind", "dots")
                .put("resamples", 0)
                .put("y", "relation")
                .put("value", "correct")
                .put("unit", "case");
    }
}
