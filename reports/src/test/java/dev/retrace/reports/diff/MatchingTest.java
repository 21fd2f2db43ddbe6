package dev.retrace.reports.diff;

import static dev.retrace.reports.diff.SampleFigures.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MatchingTest {

    private static Drawn figure(String name) {
        return SampleFigures.heatMap(name, 1, facts(0, 1), (layer, unit) -> 1.0);
    }

    @Test
    void figuresOfOneStepBelongTogetherWhateverTheyReproduce() {
        Matching matching = Matching.of(List.of(figure("x"), figure("y")), List.of(figure("y"), figure("x")));

        assertEquals(
                List.of("x", "y"),
                matching.pairs().stream().map(pair -> pair.b().name()).toList());
    }

    @Test
    void figuresOfOtherStepsAreMatchedByThePublishedFigure() {
        Matching matching = Matching.of(List.of(figure("trace")), List.of(figure("patching")));

        assertEquals("patching", matching.pairs().get(0).b().name());
    }

    @Test
    void figuresThatThePaperNumbersApartAreMatchedByTheirTitle() {
        Matching matching = Matching.of(
                List.of(figure("x", "2b", "Effect of h"), figure("y", "3a", "Effect of o")),
                List.of(figure("z", "B", "Effect of h")));

        assertEquals("Figure 2b and Figure B", matching.pairs().get(0).label());
        assertEquals("y", matching.onlyA().get(0).name());
        assertEquals(List.of(), matching.onlyB());
    }

    private static Drawn figure(String name, String paperFigure, String title) {
        return SampleFigures.heatMap(name, paperFigure, title, 1, facts(0, 1), (layer, unit) -> 1.0);
    }

    /** All reproduce figure 2b. */
    @Test
    void severalOfOnePublishedFigureAreNotGuessedAt() {
        Matching matching = Matching.of(List.of(figure("x")), List.of(figure("y"), figure("z")));

        assertEquals(0, matching.pairs().size());
        assertEquals(1, matching.onlyA().size());
        assertEquals(2, matching.onlyB().size());
    }
}
