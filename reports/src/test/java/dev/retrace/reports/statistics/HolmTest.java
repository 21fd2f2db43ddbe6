package dev.retrace.reports.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HolmTest {

    /**
     * The worked example of Wikipedia, "Holm–Bonferroni method": of 0.01, 0.04, 0.03, 0.005 at 5 % the fourth and
     * the first are rejected, then the procedure stops.
     */
    @Test
    void thePublishedExampleRejectsTheSameTwo() {
        double[] adjusted = Holm.adjust(new double[] {0.01, 0.04, 0.03, 0.005});

        assertArrayEquals(new double[] {0.03, 0.06, 0.06, 0.02}, adjusted, 1e-15);
    }

    @Test
    void aTestThatCouldNotBeMadeCountsForNothing() {
        double[] adjusted = Holm.adjust(new double[] {0.02, Double.NaN, 0.9});

        assertArrayEquals(new double[] {0.04, Double.NaN, 0.9}, adjusted, 1e-15);
    }

    @Test
    void noValueExceedsOne() {
        assertArrayEquals(new double[] {1, 1}, Holm.adjust(new double[] {0.8, 0.7}), 0);
        assertEquals(0, Holm.adjust(new double[0]).length);
    }
}
