package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.published.PublishedFigure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ComparisonTest {

    @TempDir
    private Path folder;

    /**
     * Ours has 3 layers, theirs 5, so ours lie at theirs 0, 2 and 4: 0.1, 0.3 and 0.8. Ours are 0.2, 0.5 and
     * 0.9, which is clipped to 0.8: the same order. Our intervals 0.15-0.25, 0.25-0.75 and 0.85-0.95 hold the
     * second and, clipped, the third. The farthest are 0.1 and 0.3 apart by 0.1 and 0.2.
     */
    @Test
    void modelsOfDifferentDepthAreRelatedByRelativeDepth() {
        FigureDocument.Comparison comparison = compare(
                Map.of("0", estimate(0.2, 0.05), "1", estimate(0.5, 0.25), "2", estimate(0.9, 0.05)),
                List.of(0.1, 0.2, 0.3, 0.3, 0.8));

        assertEquals(
                "Against Testa (5 layers beside our 3, related by relative depth; a window is 2 of our"
                        + " layers and 10 of theirs): rank correlation ρ = 1.00 over 3 places; last token is strongest at layer 2 (1.00), there at 4 (1.00) (clipped), and rises"
                        + " most between layers 1–2 (0.75), there 3–4 (0.88); 1 of 3 published values lie outside our"
                        + " 95 % intervals, the farthest at layer 1, last token (0.5 here, 0.3 there).",
                comparison.sentence());
        assertEquals(
                List.of(List.of(
                        "last token",
                        "1.00",
                        "0.9 at 2 (1.00)",
                        "≥ 0.8 at 4 (1.00)",
                        "+0.4 at 1–2 (0.75)",
                        "+0.5 at 3–4 (0.88)",
                        "—",
                        "—",
                        "1 of 3")),
                comparison.rows());
        assertEquals(
                "Published values: effects, Testa; figure 0 of arXiv 0000.00000, from a test.", comparison.source());
    }

    @Test
    void aPlateauAndAFallAreNamed() {
        FigureDocument.Comparison comparison = compare(
                Map.of("0", estimate(0.5, 0.1), "1", estimate(0.4, 0.1), "2", estimate(0.1, 0.1)),
                List.of(0.7, 0.7, 0.1));

        assertTrue(
                comparison
                        .sentence()
                        .contains("is strongest at layer 0 (0.00), there at 0–1 (0.00–0.50), and falls most between"
                                + " layers 1–2 (0.75), there 1–2 (0.75); 2 of 3"),
                comparison::sentence);
    }

    @Test
    void whatOursDoesNotDoIsSaid() {
        FigureDocument.Comparison comparison = compare(
                Map.of("0", estimate(0.2, 0.1), "1", estimate(0.2, 0.1), "2", estimate(0.2, 0.1)),
                List.of(0.7, 0.6, 0.1));

        assertTrue(
                comparison.sentence().contains("rank correlation ρ = undefined over 3 places")
                        && comparison
                                .sentence()
                                .contains("and falls nowhere, there most between layers 1–2 (0.75); 2 of 3"),
                comparison::sentence);
    }

    /** All six buckets of 4 layers against 64: ours are 0 but for what rises at the last token, as theirs. */
    @Test
    void thePublishedMapStandsBesideOursOnOneScale() throws IOException {
        FigureDocument figure =
                Plots.document(folder, effects(), Plots.heatMap().put("published", "romba/2b"));

        JsonNode option = Plots.chart(figure).option();
        assertEquals(3, option.get("grid").size());
        assertEquals(64, option.at("/xAxis/1/data").size());
        assertEquals("[0,2]", option.at("/visualMap/0/seriesIndex").toString());
        assertEquals("Ours: 4 layers", option.at("/title/0/text").asString());
        assertEquals(
                "Published: Mamba-2.8b, 64 layers", option.at("/title/1/text").asString());
        assertTrue(option.at("/series/2/data")
                .valueStream()
                .anyMatch(item -> item.get("name").asString().equals("published, layer 63, last token: ≥ 0.8")));
        assertEquals(2 * 6, Plots.chart(figure).cells().size());
        assertEquals(
                List.of("source", "layer", "bucket", "mean", "se", "n", "low", "high"),
                figure.table().columns());
        assertEquals(6 * (4 + 64), figure.table().rows().size());
        FigureDocument.Comparison comparison = Objects.requireNonNull(figure.comparison());
        assertTrue(
                comparison.sentence().startsWith("Against Mamba-2.8b (64 layers beside our 4"), comparison::sentence);
        assertEquals(4, comparison.rows().size(), "two rows of the published map are blank");
    }

    @Test
    void anotherNormalisationThanThePublishedIsSaid() throws IOException {
        Table table = Table.of("fact", "layer", "bucket", "ie_paper", "ie_proper")
                .row("a", 0, "last", 0.2, 0.1)
                .row("a", 1, "last", 0.3, 0.2)
                .build();
        ObjectNode paper = Plots.heatMap().put("published", "romba/2b");
        ObjectNode proper = paper.deepCopy().put("normalisation", "proper");

        String same = sentence(Plots.document(folder, table, paper));
        String other = sentence(Plots.document(folder, table, proper));

        assertTrue(
                other.endsWith("; ours is normalised 'proper', theirs 'paper', so levels are not comparable."), other);
        assertTrue(!same.contains("normalised"), same);
    }

    private static String sentence(FigureDocument figure) {
        return Objects.requireNonNull(figure.comparison()).sentence();
    }

    @Test
    void publishedSeriesHaveTheirColoursAndBands() throws IOException {
        Table table = Table.of("fact", "layer", "setting", "relative_change")
                .row("a", 0, "subject", -0.5)
                .row("a", 1, "subject", -0.1)
                .build();
        ObjectNode lines = Plots.series("lines")
                .put("series", "setting")
                .put("value", "relative_change")
                .put("published", "romba/9");

        JsonNode series =
                Plots.chart(Plots.document(folder, table, lines)).option().get("series");

        assertEquals(2 + 4, series.size()); // ours and theirs, each with the edges of a band
        assertEquals("subject", series.at("/1/name").asString());
        assertEquals(2, series.at("/1/xAxisIndex").intValue());
        assertEquals(
                "published, layer 0, subject: −0.529 ± 0.0226",
                series.at("/1/data/0/name").asString());
        assertEquals(-0.5295 - 0.0226, series.at("/4/data/0").doubleValue(), 1e-12);
    }

    /** Edits are made in some layers only, and the table says of how many; an embedding is no layer. */
    @Test
    void aModelHasAsManyLayersAsItsTableSays() throws IOException {
        Table.Builder edits = Table.of("case", "layer", "weight", "percent", "layers");
        List.of("emb", "1", "3")
                .forEach(layer -> edits.row("a", layer, "w_o", 90, 16).row("b", layer, "w_o", 80, 16));
        ObjectNode lines = Plots.series("lines")
                .put("series", "weight")
                .put("value", "percent")
                .put("unit", "case")
                .put("published", "romba/6a-s");

        JsonNode option =
                Plots.chart(Plots.document(folder, edits.build(), lines)).option();

        assertEquals("Ours: 16 layers", option.at("/title/0/text").asString());
    }

    @Test
    void withoutPublishedValuesNothingIsCompared() throws IOException {
        FigureDocument figure = Plots.document(folder, effects(), Plots.heatMap());

        assertNull(figure.comparison());
        assertEquals(
                List.of("layer", "bucket", "mean", "se", "n", "low", "high"),
                figure.table().columns());
    }

    @Test
    void valuesOfOtherRowsThanOursAreRefused() {
        Table table = Table.of("fact", "layer", "blocked", "ie_proper")
                .row("a", 0, "attn", 1)
                .build();

        StepException refusal = assertThrows(
                StepException.class,
                () -> Plots.draw(folder, table, Plots.series("bars").put("published", "romba/9")));

        assertEquals(
                "published 'romba/9' is about subject, subj_last, non_subject, prompt_last, of which the table has"
                        + " none; it has attn",
                refusal.getMessage());
    }

    @Test
    void anUnknownPublishedFigureIsRefusedBeforeAnythingRuns() {
        ObjectNode parameters = Plots.heatMap().put("published", "romba/99");

        assertThrows(IllegalArgumentException.class, () -> ParameterCodec.read(PlotStep.Parameters.class, parameters));
    }

    private static FigureDocument.Comparison compare(Map<String, Estimate> ours, List<Double> theirs) {
        Map<Aggregate.Place, Estimate> estimates = new LinkedHashMap<>();
        ours.forEach((layer, estimate) -> estimates.put(new Aggregate.Place(layer, "last"), estimate));
        Aggregate own = aggregate(List.of("0", "1", "2"), estimates);
        List<PublishedFigure.Value> values = java.util.stream.IntStream.range(0, theirs.size())
                .mapToObj(layer ->
                        new PublishedFigure.Value(String.valueOf(layer), "last", theirs.get(layer), Double.NaN))
                .toList();
        PublishedFigure published = new PublishedFigure(
                "test/0",
                "0000.00000",
                "0",
                "Testa",
                OptionalInt.of(theirs.size()),
                OptionalInt.of(10),
                "paper",
                OptionalInt.empty(),
                "fact",
                new PublishedFigure.Ends(OptionalDouble.of(0), OptionalDouble.of(0.8)),
                "a test",
                "effects",
                values);
        Panel left = new Panel("ours", "", own, null);
        Panel right = new Panel("published", "", Counterpart.of(published, own), published.ends());
        return Comparing.of(
                new FigureData(
                        new ValueColumn("ie", null),
                        List.of(left, right),
                        new PlaceNames("layer", "bucket"),
                        2,
                        3,
                        published),
                published);
    }

    private static Aggregate aggregate(List<String> layers, Map<Aggregate.Place, Estimate> estimates) {
        return new Aggregate(
                layers, List.of("last"), estimates, new FigureDocument.Sample("fact", 9, 9, List.of()), List.of());
    }

    private static Estimate estimate(double mean, double toEitherSide) {
        return new Estimate(
                mean, toEitherSide / 2, 9, new Bootstrap.Interval(mean - toEitherSide, mean + toEitherSide));
    }

    private static Table effects() {
        Table.Builder table = Table.of("fact", "layer", "bucket", "ie");
        for (String fact : List.of("a", "b")) {
            for (int layer = 0; layer < 4; layer++) {
                table.row(fact, layer, "last", layer == 3 ? 0.9 : 0);
                table.row(fact, layer, "subject_last", layer == 1 ? 0.5 : 0.1);
                table.row(fact, layer, "subject_2nd_last", 0);
                table.row(fact, layer, "further", 0);
            }
        }
        return table.build();
    }
}
