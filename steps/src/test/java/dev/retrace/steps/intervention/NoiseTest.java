package dev.retrace.steps.intervention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NoiseTest {

    private static final TokenSpan SPAN = new TokenSpan(2, 102);

    @Test
    void itHasTheDeviationAskedForAndMeanZero() {
        float[] values = new Noise(SPAN, 3, 1).values(0.5, 200);

        assertEquals(20_000, values.length);
        double mean = 0;
        double square = 0;
        for (float value : values) {
            mean += value / values.length;
            square += (double) value * value / values.length;
        }
        assertEquals(0, mean, 4 * 1.5 / Math.sqrt(20_000)); // four standard errors
        assertEquals(1.5, Math.sqrt(square), 4 * 1.5 / Math.sqrt(40_000));
    }

    @Test
    void theSameSeedGivesTheSameNoiseAndAnotherGivesOther() {
        float[] once = new Noise(SPAN, 3, 1).values(0.5, 4);

        assertArrayEquals(once, new Noise(SPAN, 3, 1).values(0.5, 4));
        assertFalse(Arrays.equals(once, new Noise(SPAN, 3, 2).values(0.5, 4)));
    }

    @Test
    void aScaleThatIsNoneIsRefused() {
        for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new Noise(SPAN, scale, 1));
        }
    }
}
