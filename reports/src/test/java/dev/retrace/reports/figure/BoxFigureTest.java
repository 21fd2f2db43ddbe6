package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class BoxFigureTest {

    @TempDir
    private Path folder;

    /** Two boxes share 0.8 of a column with a gap of 0.12: each is 0.34 wide, the first's middle 0.23 left. */
    @Test
    void boxesStandBesideEachOtherWithDotsBeyondThem() throws IOException {
        JsonNode series =
                Plots.chart(Plots.document(folder, values(), boxes())).option().get("series");

        assertEquals("[1,2,3,4,4]", series.at("/0/data/0/value").toString().replace(".0", ""));
        assertEquals(
                "layer 0, h restored: median 3, middle half 2 to 4, whiskers 1 to 4, 1 outlier (n = 5)",
                series.at("/0/data/0/name").asString());
        assertEquals("boxplot", series.at("/1/type").asString());
        assertEquals(
                "layer 1, s blocked: no observation",
                series.at("/1/data/1/name").asString());
        assertTrue(series.at("/1/data/1/value").isEmpty());
        assertEquals(series.at("/0/name"), series.at("/2/name"), "the legend hides a box with what lies beyond it");
        assertEquals("layer 0, h restored: e 100", series.at("/2/data/0/name").asString());
        assertEquals(-0.23, series.at("/2/data/0/value/0").doubleValue(), 1e-12);
        assertEquals(1, series.at("/2/data").size());
    }

    @Test
    void theTableHoldsFiveNumbersAndHowManyLieBeyond() throws IOException {
        FigureDocument figure = Plots.document(folder, values(), boxes());

        assertEquals(
                List.of("layer", "blocked", "n", "mean", "low", "q1", "median", "q3", "high", "outliers"),
                figure.table().columns());
        assertEquals(
                List.of(
                        "[0, none, 5, 22, 1, 2, 3, 4, 4, 1]",
                        "[1, none, 1, 7, 7, 7, 7, 7, 7, 0]",
                        "[0, s, 1, -2, -2, -2, -2, -2, -2, 0]",
                        "[1, s, 0, null, null, null, null, null, null, 0]"),
                figure.table().rows().stream().map(Object::toString).toList());
        assertEquals(
                "The strongest median average indirect effect: h restored 7 at layer 1 (middle half 7 to 7); "
                        + "s blocked \u22122 at layer 0 (middle half \u22122 to \u22122).",
                figure.finding());
        assertTrue(figure.interval().startsWith("quartiles over facts"), figure.interval());
    }

    /** Of 30 dots beyond a box the nearest 5 are counted, but not drawn. */
    @Test
    void ofManyDotsTheFarthestAreDrawn() throws IOException {
        Table.Builder table = Table.of("fact", "layer", "blocked", "ie_proper");
        for (int fact = 0; fact < 200; fact++) {
            table.row("f" + fact, 0, "none", fact < 170 ? 0 : fact);
        }
        FigureDocument figure = Plots.document(folder, table.build(), boxes());

        JsonNode dots = Plots.chart(figure).option().at("/series/1/data");
        assertEquals(25, dots.size());
        assertEquals(199, dots.at("/0/value/1").doubleValue());
        assertEquals("30", String.valueOf(figure.table().rows().get(0).get(9)));
        assertTrue(figure.caption().contains("Where more than 25 lie beyond one box"), figure.caption());
    }

    @Test
    void anAxisThatCutsABoxSaysSo() throws IOException {
        FigureDocument figure =
                Plots.document(folder, values(), boxes().put("scale-min", 0).put("scale-max", 10));

        assertTrue(figure.caption().endsWith("2 boxes have a part outside the axis (0 to 10)."), figure.caption());
    }

    @Test
    void boxesStandAlone() {
        ObjectNode panels = boxes().put("panel", "state");

        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> ParameterCodec.read(PlotStep.Parameters.class, panels));

        assertEquals("kind boxes has no panel, combine or published", refusal.getMessage());
    }

    private static ObjectNode boxes() {
        return Plots.series("boxes");
    }

    private static Table values() {
        return Table.of("fact", "layer", "blocked", "ie_proper")
                .row("a", 0, "none", 1)
                .row("b", 0, "none", 2)
                .row("c", 0, "none", 3)
                .row("d", 0, "none", 4)
                .row("e", 0, "none", 100)
                .row("a", 1, "none", 7)
                .row("a", 0, "s", -2)
                .build();
    }
}
