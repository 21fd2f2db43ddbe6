package dev.retrace.reports.diff;

import static dev.retrace.reports.diff.SampleFigures.facts;
import static dev.retrace.reports.diff.SampleFigures.heatMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.reports.figure.Bootstrap;
import dev.retrace.reports.figure.Observed.Place;
import dev.retrace.reports.statistics.Margin;
import dev.retrace.reports.statistics.MeanDifference;
import dev.retrace.reports.statistics.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ComparerTest {

    private static final Comparer COMPARER = new Comparer(Margin.USUAL, new Bootstrap(200, 0));

    private static FigureComparison compare(Drawn a, Drawn b) {
        return COMPARER.compare(new Matching.Pair(a, b));
    }

    private static Compared at(FigureComparison figure, String x) {
        return Objects.requireNonNull(figure.panels().get(0).places().get(new Place(x, "last")));
    }

    /** Units differ by far more than the change, which is the same for each but for a little. */
    @Test
    void pairingFindsAChangeThatIsSmallAmongUnits() {
        Drawn a = heatMap("f", 3, facts(0, 20), (layer, unit) -> unit * 1.0);
        Drawn b = heatMap("f", 3, facts(0, 20), (layer, unit) -> unit + (layer == 1 ? 1 + unit % 2 * 0.1 : 0));

        FigureComparison figure = compare(a, b);

        assertTrue(figure.units().paired());
        assertEquals(Verdict.CHANGED, at(figure, "1").verdict());
        assertEquals(1.05, Objects.requireNonNull(at(figure, "1").found()).difference(), 1e-12);
        assertEquals(Verdict.EQUIVALENT, at(figure, "0").verdict());
        assertEquals(Verdict.CHANGED, figure.verdict());
        assertTrue(figure.sentence().startsWith("1 of 3 places changed"), figure.sentence());
    }

    @Test
    void differentUnitsAreComparedAsSamples() {
        Drawn a = heatMap("f", 2, facts(0, 20), (layer, unit) -> unit * 1.0);
        Drawn b = heatMap("g", 2, facts(20, 20), (layer, unit) -> unit * 1.0);

        FigureComparison figure = compare(a, b);

        assertFalse(figure.units().paired());
        assertEquals(Verdict.UNDECIDED, figure.verdict()); // 20 widely spread units show no equivalence within 5 %
        assertTrue(figure.sentence().startsWith("Undecided: no significant difference"), figure.sentence());
    }

    @Test
    void unitsThatOnlyOneHasAreLeftOutOfAPair() {
        Drawn a = heatMap("f", 1, facts(0, 20), (layer, unit) -> unit == 0 ? 1000.0 : unit);
        Drawn b = heatMap("f", 1, facts(1, 20), (layer, unit) -> unit + 1.0);

        FigureComparison figure = compare(a, b);

        MeanDifference found = Objects.requireNonNull(at(figure, "0").found());
        assertEquals(19, found.nA());
        assertEquals(10, found.a(), 1e-12); // of units 1 to 19
        assertEquals(0, found.difference());
        assertTrue(
                figure.notes().get(0).contains("1 of A's, 1 of B's"),
                figure.notes().get(0));
    }

    @Test
    void oneValueAPlaceIsSaidToBeUntestableUnlessTheBytesAreTheSame() {
        Drawn a = heatMap("f", 2, facts(0, 1), (layer, unit) -> 1.0);
        Drawn b = heatMap("g", 2, facts(0, 1), (layer, unit) -> 1.5);

        assertEquals(Verdict.UNTESTED, compare(a, b).verdict());
        assertTrue(
                compare(a, b).sentence().startsWith("Not tested"), compare(a, b).sentence());
        assertEquals(Verdict.EQUIVALENT, compare(a, a).verdict());
    }

    @Test
    void aPlaceThatOnlyOneHasIsShownAndSaid() {
        Drawn a = heatMap("f", 2, facts(0, 9), (layer, unit) -> 1.0 + unit);
        Drawn b = heatMap("f", 2, facts(0, 9), (layer, unit) -> layer == 1 ? null : 1.0 + unit);

        FigureComparison figure = compare(a, b);

        assertEquals("only A has it", at(figure, "1").words());
        assertTrue(figure.sentence().endsWith("Only one of the two has 1 place."), figure.sentence());
    }

    @Test
    void aPlaceWithoutAUnitInCommonIsSaidToHaveNone() {
        Drawn a = heatMap("f", 2, facts(0, 9), (layer, unit) -> layer == 1 && unit > 3 ? null : 1.0 + unit);
        Drawn b = heatMap("f", 2, facts(0, 9), (layer, unit) -> layer == 1 && unit < 4 ? null : 1.0 + unit);

        assertEquals("no unit of both has it", at(compare(a, b), "1").words());
    }

    /** Layers 0, 1, 2 of three against 0 to 4 of five: 1 is as deep as 2, so 0 is beside 0, {1, 2} hold the middle. */
    @Test
    void layersOfModelsOfDifferentDepthsMeetByRelativeDepth() {
        Drawn shallow = heatMap("f", 3, facts(0, 9), (layer, unit) -> layer / 2.0 + unit * 0.01);
        Drawn deep = heatMap("f", 5, facts(0, 9), (layer, unit) -> layer / 4.0 + unit * 0.01);

        FigureComparison figure = compare(shallow, deep);

        assertEquals(List.of("0", "0.5", "1"), figure.panels().get(0).xs());
        assertEquals(Depths.AXIS, figure.labels().x());
        assertEquals(0.0, Objects.requireNonNull(at(figure, "0").found()).difference(), 1e-12);
        // Of layers 1 (0.25), 2 (0.5) and 3 (0.75) the first two are nearest to the middle and the third to the end,
        // since of two depths that are as near the deeper is taken: 0.25 goes to 0.5, 0.75 to 1.
        assertEquals(
                (0.25 + 0.5) / 2 - 0.5,
                Objects.requireNonNull(at(figure, "0.5").found()).difference(),
                1e-12);
        assertEquals(
                (0.75 + 1) / 2 - 1,
                Objects.requireNonNull(at(figure, "1").found()).difference(),
                1e-12);
        assertTrue(figure.notes().stream().anyMatch(note -> note.startsWith("Layers by relative depth: A has 3, B 5")));
    }

    /** Forty places a figure, twenty seeds, two designs, of one skewed distribution. */
    @Test
    void chanceAloneRaisesNoFalseAlarm() {
        int places = 0;
        int alarms = 0;
        int figures = 0;
        for (int seed = 0; seed < 20; seed++) {
            for (int from : new int[] {0, 1000}) {
                Drawn a = heatMap("f", 40, facts(0, 50), skewed(2L * seed));
                Drawn b = heatMap("f", 40, facts(from, 50), skewed(2L * seed + 1));
                FigureComparison figure = compare(a, b);
                long found = figure.places().filter(MapsChart::isSignificant).count();
                places += 40;
                alarms += (int) found;
                figures += found > 0 ? 1 : 0;
            }
        }
        assertTrue(alarms <= 0.05 * places, alarms + " of " + places + " places");
        assertTrue(figures <= 0.05 * 40, figures + " of 40 figures");
    }

    private static SampleFigures.Values skewed(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return (layer, unit) -> Math.pow(random.nextDouble(), 3);
    }
}
