package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    /**
     * A thousand values of which half are 0, half 1: means of resamples are normal with a standard error of
     * sqrt(0.25 / 1000) = 0.0158, so 95 % lie within 0.5 -+ 0.031. A percentile of 2,000 resamples is off by
     * about 0.001.
     */
    @Test
    void theIntervalIsThatOfTheMean() {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            values.add((double) (i % 2));
        }

        Bootstrap.Interval interval = new Bootstrap(2000, 3).interval(values, 0.5, 0.0158);

        assertEquals(0.5 - 0.031, interval.low(), 0.004);
        assertEquals(0.5 + 0.031, interval.high(), 0.004);
    }

    @Test
    void theSameSeedGivesTheSameBitsAndAnotherOthers() {
        List<Double> values = List.of(0.1, 0.2, 0.7, 1.9, 2.3);

        Bootstrap.Interval first = new Bootstrap(100, 1).interval(values, 1, 1);

        assertEquals(first, new Bootstrap(100, 1).interval(values, 1, 1));
        assertNotEquals(first, new Bootstrap(100, 2).interval(values, 1, 1));
        assertTrue(first.low() >= 0.1 && first.high() <= 2.3);
    }

    @Test
    void withoutResamplesItIsNormal() {
        assertEquals(new Bootstrap.Interval(5 - 1.96, 5 + 1.96), new Bootstrap(0, 0).interval(List.of(4.0, 6.0), 5, 1));
    }

    @Test
    void oneUnitHasNone() {
        assertFalse(new Bootstrap(10, 0).interval(List.of(4.0), 4, Double.NaN).isKnown());
    }

    @Test
    void aNegativeNumberOfResamplesIsRefused() {
        assertEquals(
                "resamples must be from 0 to 100000, but is -1",
                assertThrows(IllegalArgumentException.class, () -> new Bootstrap(-1, 0))
                        .getMessage());
    }
}
