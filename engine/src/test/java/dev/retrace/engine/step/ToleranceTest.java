package dev.retrace.engine.step;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ToleranceTest {

    private static final Tolerance SINGLE = new Tolerance(1e-5, 1e-3);

    /** 1e-5 + 1e-3 · 2 = 0.00201. */
    @Test
    void theRangeIsTheAbsolutePartAndAShareOfTheHeldNumber() {
        assertTrue(SINGLE.allows(2.002, 2));
        assertFalse(SINGLE.allows(2.0021, 2));
        assertTrue(SINGLE.allows(0.000009, 0));
        assertFalse(SINGLE.allows(0.000011, 0));
    }

    @Test
    void whatIsNoFiniteNumberStandsForItselfAlone() {
        double infinity = Double.POSITIVE_INFINITY;

        assertTrue(SINGLE.allows(Double.NaN, Double.NaN));
        assertTrue(SINGLE.allows(infinity, infinity));
        assertFalse(SINGLE.allows(1, infinity));
        assertFalse(SINGLE.allows(infinity, 1));
        assertFalse(SINGLE.allows(-infinity, infinity));
        assertFalse(SINGLE.allows(Double.NaN, 1));
        assertFalse(SINGLE.allows(1, Double.NaN));
    }
}
