package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ScaleTest {

    /** 0.57 / 5 = 0.114, so steps of 0.2: the next multiple above 0.57 is 0.6. */
    @Test
    void positiveDataStartAtZeroAndEndRound() {
        assertEquals(new Scale(0, 0.6, 0.2), Scale.around(0.1, 0.57, false));
    }

    /** From -0.1 to 0.9: 1 / 5, so steps of 0.2. */
    @Test
    void negativeDataHaveRoomBelowZero() {
        assertEquals(new Scale(-0.2, 1, 0.2), Scale.around(-0.1, 0.9, false));
    }

    /** A tenth of 0.9 is 0.09: noise of -0.03 is below it. */
    @Test
    void noiseBelowZeroGetsNoColoursOfItsOwn() {
        assertEquals(new Scale(0, 1, 0.2), Scale.around(-0.03, 0.9, false));
    }

    /** 1.00001 is 5.00005 steps of 0.2, next to nothing above 5; 1.03 is 2.06 of 0.5; 1.1 is 2.2 of them. */
    @Test
    void nextToNothingAboveARoundNumberDoesNotLengthenTheScale() {
        assertEquals(new Scale(0, 1, 0.2), Scale.around(0, 1.00001, false));
        assertEquals(new Scale(0, 1, 0.5), Scale.around(0, 1.03, false));
        assertEquals(new Scale(0, 1.5, 0.5), Scale.around(0, 1.1, false));
        assertEquals(new Scale(-1, 1, 0.5), Scale.around(-1.00001, 0.3, true));
    }

    @Test
    void aCentredScaleHasZeroInTheMiddle() {
        assertEquals(new Scale(-0.4, 0.4, 0.2), Scale.around(-0.1, 0.4, true));
    }

    @Test
    void dataOfZerosStillHaveAScale() {
        assertEquals(new Scale(0, 1, 0.2), Scale.around(0, 0, false));
    }

    @Test
    void givenEndsAreKept() {
        assertEquals(new Scale(0, 0.8, 0.2), Scale.around(-1, 3, false).with(0.0, 0.8));
        assertEquals(new Scale(7, 8, 0.2), Scale.around(0, 1, false).with(7.0, null));
    }

    @Test
    void marksAndTheirErrorsLieWithinRoundNumbersThatHoldZero() {
        assertEquals(new Scale(-0.5, 1, 0.5), Scale.holding(-0.2, 0.9, -0.3, 1.0));
        assertEquals(new Scale(-1, 0, 0.2), Scale.holding(-0.9, -0.5, -0.95, -0.4));
        assertEquals(new Scale(0, 1, 0.2), Scale.holding(0, 0, 0, 0));
    }

    /** The step is 0.2: 0.001 below zero is less than a pixel, an error of 0.015 hardly more. */
    @Test
    void aHairBelowZeroCostsNoStep() {
        Scale scale = Scale.holding(-0.001, 0.9, -0.015, 0.9);

        assertEquals(new Scale(0, 1, 0.2), scale);
        assertTrue(scale.shows(-0.001));
        assertFalse(scale.shows(-0.01));
        assertEquals(-0.2, Scale.holding(-0.01, 0.9, -0.01, 0.9).min());
    }
}
