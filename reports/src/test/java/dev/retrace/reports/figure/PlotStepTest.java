package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PlotStepTest {

    @TempDir
    private Path folder;

    /** In the column for paper, the mean of 1 and 4 is 2.5; in the one for proper, of 0 and 1, 0.5. */
    @Test
    void theNormalisationChoosesTheColumn() throws IOException {
        Table table = Table.of("fact", "layer", "bucket", "ie_paper", "ie_proper")
                .row("a", 3, "last", 1, 0)
                .row("b", 3, "last", 4, 1)
                .build();

        FigureDocument paper = Plots.document(folder, table, Plots.heatMap());
        FigureDocument proper = Plots.document(folder, table, Plots.heatMap().put("normalisation", "proper"));

        assertEquals("paper", paper.normalisation());
        assertEquals("2.5", mean(paper, "last"));
        assertEquals("proper", proper.normalisation());
        assertEquals("0.5", mean(proper, "last"));
    }

    @Test
    void aColumnOfItsOwnNameNeedsNoNormalisation() throws IOException {
        FigureDocument figure = Plots.document(folder, twoFacts(), Plots.heatMap());

        assertNull(figure.normalisation());
        assertEquals("2", mean(figure, "last"));
    }

    @Test
    void aValueThatIsNoColumnIsToldWithThoseThereAre() {
        Table table = Table.of("fact", "layer", "bucket").row("a", 0, "last").build();

        StepException refusal = assertThrows(StepException.class, () -> Plots.draw(folder, table, Plots.heatMap()));

        assertEquals(
                "table: there is neither a column 'ie' nor 'ie_paper'; it has fact, layer, bucket. "
                        + "Name one of these under 'value'",
                refusal.getMessage());
    }

    @Test
    void theSameTableGivesTheSameBytes() throws IOException {
        byte[] first = Files.readAllBytes(Plots.draw(folder, twoFacts(), Plots.heatMap()));
        byte[] second = Files.readAllBytes(Plots.draw(folder, twoFacts(), Plots.heatMap()));

        assertArrayEquals(first, second);
    }

    @Test
    void emptyCellsAreASeriesOfTheirOwnAndNamed() throws IOException {
        FigureDocument figure = Plots.document(folder, twoFacts(), Plots.heatMap());

        JsonNode series = Plots.chart(figure).option().get("series");
        assertEquals(1, series.get(0).get("data").size());
        assertEquals(5, series.get(1).get("data").size());
        assertEquals(
                "layer 3, before the subject: no token of this kind",
                series.get(1).get("data").get(0).get("name").asString());
        assertEquals(
                "layer 3, last token: 2 ± 1 (n = 2)",
                series.get(0).get("data").get(0).get("name").asString());
        assertEquals(List.of(List.of(1, 0)), Plots.chart(figure).cells().get(0));
        assertEquals(List.of(List.of(0, 0)), Plots.chart(figure).cells().get(5));
        assertEquals(List.of("3", "last", "2", "1", "2", "1", "3"), texts(row(figure, "last")));
        assertEquals(List.of("3", "prefix", "null", "null", "0", "null", "null"), texts(row(figure, "prefix")));
    }

    @Test
    void valuesBeyondAGivenScaleAreToldInTheCaption() throws IOException {
        ObjectNode parameters =
                Plots.heatMap().put("scale-min", 0).put("scale-max", 0.5).put("caption", "Effects.");

        FigureDocument figure = Plots.document(folder, twoFacts(), parameters);

        assertEquals(
                "Effects. 1 cell lies outside the colour scale (0 to 0.5) and has the colour of its end. "
                        + "Blank cells: no token of this kind.",
                figure.caption());
    }

    @Test
    void theFindingIsTheGreatestValueInWords() throws IOException {
        assertEquals(
                "The greatest average indirect effect is 2 ± 1 at layer 3, last token.",
                Plots.document(folder, twoFacts(), Plots.heatMap()).finding());
    }

    @Test
    void hostileLabelsAreVisibleInTheDrawingAndExactInTheTable() throws IOException {
        Table table = Table.of("fact", "layer", "bucket", "ie")
                .row("a", 0, "x\u202E\0", 1)
                .build();

        FigureDocument figure = Plots.document(folder, table, Plots.heatMap());

        assertEquals(
                "x‹U+202E›␀",
                Plots.chart(figure)
                        .option()
                        .get("yAxis")
                        .get(0)
                        .get("data")
                        .get(0)
                        .asString());
        assertEquals("x\u202E\0", figure.table().rows().get(0).get(1));
    }

    @Test
    void aScaleUpsideDownIsRefused() {
        ObjectNode parameters = Plots.heatMap().put("scale-min", 1).put("scale-max", 0);
        parameters.putArray("where");

        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> ParameterCodec.read(PlotStep.Parameters.class, parameters));

        assertEquals("scale-min must be below scale-max, but they are 1.0 and 0.0", refusal.getMessage());
    }

    private static Table twoFacts() {
        return Table.of("fact", "layer", "bucket", "ie")
                .row("a", 3, "last", 1)
                .row("b", 3, "last", 3)
                .build();
    }

    private static String mean(FigureDocument figure, String bucket) {
        return texts(row(figure, bucket)).get(2);
    }

    private static List<?> row(FigureDocument figure, String bucket) {
        return figure.table().rows().stream()
                .filter(row -> bucket.equals(row.get(1)))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(List<?> row) {
        return row.stream().map(String::valueOf).toList();
    }
}
