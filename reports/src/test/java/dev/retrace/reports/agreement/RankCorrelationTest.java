package dev.retrace.reports.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RankCorrelationTest {

    @Test
    void theSameOrderOnAnyScaleIsOneAndTheOppositeMinusOne() {
        List<Double> a = List.of(1.0, 2.0, 30.0, 400.0);

        assertEquals(
                1, RankCorrelation.spearman(a, List.of(-5.0, -4.0, 0.1, 0.2)).orElseThrow(), 1e-15);
        assertEquals(
                -1, RankCorrelation.spearman(a, List.of(9.0, 7.0, 3.0, 1.0)).orElseThrow(), 1e-15);
    }

    /** Ranks 1 2 3 4 and 1 3 2 4: the squared differences are 0, 1, 1, 0, so 1 - 6 * 2 / (4 * 15) = 0.8. */
    @Test
    void withoutTiesItIsSpearmansFormula() {
        assertEquals(
                0.8,
                RankCorrelation.spearman(List.of(1.0, 2.0, 3.0, 4.0), List.of(10.0, 30.0, 20.0, 40.0))
                        .orElseThrow(),
                1e-15);
    }

    /**
     * Ranks 1 2 3 and 1.5 1.5 3: deviations -1 0 1 and -0.5 -0.5 1, products 0.5 + 0 + 1 = 1.5, squares 2 and
     * 1.5, so 1.5 / sqrt(3).
     */
    @Test
    void equalValuesShareTheMeanOfTheirRanks() {
        assertEquals(List.of(1.5, 1.5, 3.0), RankCorrelation.ranks(List.of(0.0, 0.0, 7.0)));
        assertEquals(
                1.5 / Math.sqrt(3),
                RankCorrelation.spearman(List.of(1.0, 2.0, 3.0), List.of(0.0, 0.0, 7.0))
                        .orElseThrow(),
                1e-15);
    }

    @Test
    void fewOrEqualValuesHaveNone() {
        assertTrue(
                RankCorrelation.spearman(List.of(1.0, 2.0), List.of(1.0, 2.0)).isEmpty());
        assertTrue(RankCorrelation.spearman(List.of(1.0, 1.0, 1.0), List.of(1.0, 2.0, 3.0))
                .isEmpty());
    }

    @Test
    void listsOfDifferentLengthAreRefused() {
        assertEquals(
                "pairs of values, but there are 1 and 2",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> RankCorrelation.spearman(List.of(1.0), List.of(1.0, 2.0)))
                        .getMessage());
    }
}
