package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SeriesFigureTest {

    @TempDir
    private Path folder;

    /** Of two facts with 1 and 3 the mean is 2 and the standard error 1; s has one fact and no error. */
    @Test
    void barsStandSideBySideWithWhiskersOfOneStandardError() throws IOException {
        FigureDocument figure = Plots.document(folder, paths(), Plots.series("bars"));

        JsonNode series = Plots.chart(figure).option().get("series");
        assertEquals(List.of("h restored", "s blocked", "h restored", "s blocked"), texts(series, "name"));
        assertEquals(List.of("bar", "bar", "line", "line"), texts(series, "type"));
        assertEquals(
                "layer 0, h restored: 2 ± 1 (n = 2)",
                series.at("/0/data/0/name").asString());
        assertEquals(2, series.at("/0/data/0/value").doubleValue());
        // Two bars share 0.8 of a column: the middle of the first is 0.2 left of the column's.
        assertEquals("[[-0.2,1],[-0.2,3],[-0.2,null]]", series.at("/2/data").toString());
        assertEquals("[]", series.at("/3/data").toString());
        assertEquals(
                List.of(List.of(0, 0), List.of(0, 1)),
                Plots.chart(figure).cells().get(0));
    }

    @Test
    void linesLieInBandsOfOneStandardError() throws IOException {
        FigureDocument figure = Plots.document(folder, paths(), Plots.series("lines"));

        JsonNode series = Plots.chart(figure).option().get("series");
        assertEquals("[1,null]", series.at("/2/data").toString());
        assertEquals("[2,null]", series.at("/3/data").toString());
        assertEquals("all", series.at("/3/stackStrategy").asString());
        assertEquals("Bands: ± one standard error.", figure.caption());
    }

    @Test
    void aPlaceWithoutObservationIsAGapThatSaysSo() throws IOException {
        JsonNode series = Plots.chart(Plots.document(folder, paths(), Plots.series("lines")))
                .option()
                .get("series");

        assertTrue(series.at("/0/data/1/value").isNull());
        assertEquals(
                "layer 1, h restored: no observation",
                series.at("/0/data/1/name").asString());
    }

    @Test
    void theTableHoldsMeanErrorAndNumberOfEverySeries() throws IOException {
        FigureDocument figure = Plots.document(folder, paths(), Plots.series("bars"));

        assertEquals(
                List.of("layer", "blocked", "mean", "se", "n", "low", "high"),
                figure.table().columns());
        assertEquals(
                List.of(
                        "[0, none, 2, 1, 2, 1, 3]", // all resampled means are 1, 2 or 3, an extreme one in 1 of 4
                        "[1, none, null, null, 0, null, null]",
                        "[0, s, -4, null, 1, null, null]",
                        "[1, s, 1, null, 1, null, null]"),
                figure.table().rows().stream().map(Object::toString).toList());
        assertEquals(
                "The strongest average indirect effect: h restored 2 ± 1 at layer 0; s blocked −4 at layer 0.",
                figure.finding());
    }

    @Test
    void theAxisHoldsZeroAndAllBars() throws IOException {
        JsonNode axis = Plots.chart(Plots.document(folder, paths(), Plots.series("bars")))
                .option()
                .at("/yAxis/0");

        assertEquals("-4", axis.get("min").toString());
        assertEquals("4", axis.get("max").toString());
    }

    @Test
    void rowsOfAnotherPositionAreLeftOut() throws IOException {
        Table table = Table.of("fact", "layer", "blocked", "position", "ie_proper")
                .row("a", 0, "none", "subject_last", 1)
                .row("a", 0, "none", "prompt_last", 3)
                .build();
        ObjectNode parameters = Plots.series("bars");
        parameters.putArray("where").add("position = prompt_last");

        FigureDocument figure = Plots.document(folder, table, parameters);

        assertEquals(
                "[[0, none, 3, null, 1, null, null]]", figure.table().rows().toString());
    }

    @Test
    void aConditionThatNoRowMeetsIsToldWithWhatThereIs() {
        ObjectNode parameters = Plots.series("bars");
        parameters.putArray("where").add("blocked=o");

        StepException refusal = assertThrows(StepException.class, () -> Plots.draw(folder, paths(), parameters));

        assertEquals(
                "table: no row has 'o' in column 'blocked'; it holds none, s. Name one of these under 'where'",
                refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bars    | y      | kind bars has no y: it takes x, series and value
            lines   | none   | kind lines needs series, a column of the table
            heatmap | series | kind heatmap needs y, a column of the table
            heatmap | both   | kind heatmap has no series: it takes x, y and value
            """)
    void anAxisThatTheKindHasNotIsRefused(String kind, String given, String words) {
        ObjectNode parameters = Plots.series(kind);
        parameters.putArray("where");
        if (given.equals("y") || given.equals("none")) {
            parameters.remove("series");
        }
        if (given.equals("y") || given.equals("both")) {
            parameters.put("y", "bucket");
        }

        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> ParameterCodec.read(PlotStep.Parameters.class, parameters));

        assertEquals(words, refusal.getMessage());
    }

    @Test
    void theSameTableGivesTheSameBytes() throws IOException {
        byte[] first = Files.readAllBytes(Plots.draw(folder, paths(), Plots.series("lines")));

        assertArrayEquals(first, Files.readAllBytes(Plots.draw(folder, paths(), Plots.series("lines"))));
    }

    private static Table paths() {
        return Table.of("fact", "layer", "blocked", "ie_paper", "ie_proper")
                .row("a", 0, "none", 9, 1)
                .row("b", 0, "none", 9, 3)
                .row("a", 0, "s", 9, -4)
                .row("a", 1, "s", 9, 1)
                .build();
    }

    private static List<String> texts(JsonNode series, String field) {
        return series.valueStream().map(each -> each.get(field).asString()).toList();
    }
}
