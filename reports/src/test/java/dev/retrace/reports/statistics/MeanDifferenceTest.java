package dev.retrace.reports.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.reports.figure.Bootstrap;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Against published worked examples. */
class MeanDifferenceTest {

    private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 0);
    private static final double EXACT = 1e-9;

    /** Hours of extra sleep under two drugs: Student (1908), after Cushny and Peebles. */
    private static final double[] SLEEP_1 = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};

    private static final double[] SLEEP_2 = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

    /** Data "clinical" of the R package ETC, first endpoint of either group. */
    private static final double[] CLINIC_1 = {
        2.84, 2.51, 2.41, 2.95, 3.14, 3.79, 4.14, 3.85, 3.02, 3.45, 5.37, 3.81, 4.19, 3.16, 3.84
    };

    private static final double[] CLINIC_2 = {
        2.60, 2.82, 2.18, 3.46, 4.01, 3.04, 3.47, 4.06, 2.91, 3.59, 4.51, 3.16, 3.86, 3.31, 3.02
    };

    /** The examples of R's {@code t.test}: t = -4.0621, p = 0.002833 paired; t = -1.8608, p = 0.07939 by Welch. */
    @Test
    void studentsSleepDataGiveThePublishedValues() {
        assertEquals(
                0.002833, MeanDifference.paired(SLEEP_1, SLEEP_2, 1, BOOTSTRAP).p(), 5e-7);
        assertEquals(
                0.07939, MeanDifference.unpaired(SLEEP_1, SLEEP_2, 1, BOOTSTRAP).p(), 5e-6);
        assertEquals(1.58, MeanDifference.paired(SLEEP_1, SLEEP_2, 1, BOOTSTRAP).difference(), EXACT);
    }

    /** What R's {@code equivalence::tost(eps = 0.6)} and {@code t.test} give, as quoted in the tests of statsmodels. */
    @Test
    void equivalenceOfTheClinicalDataIsThatOfR() {
        MeanDifference paired = MeanDifference.paired(CLINIC_1, CLINIC_2, 0.6, BOOTSTRAP);
        MeanDifference unpaired = MeanDifference.unpaired(CLINIC_1, CLINIC_2, 0.6, BOOTSTRAP);

        assertEquals(0.003166881489265175, paired.equivalence(), EXACT);
        assertEquals(0.245199929713149, paired.p(), EXACT);
        assertEquals(0.04853083976236974, unpaired.equivalence(), EXACT);
        assertEquals(2 * 0.2604786501355416, unpaired.p(), EXACT);
        assertEquals(Verdict.EQUIVALENT, Verdict.of(paired, paired.p(), 0.6));
    }

    @Test
    void theSameValuesAreEquivalentWithinAnyMargin() {
        MeanDifference same = MeanDifference.paired(SLEEP_1, SLEEP_1.clone(), 1e-12, BOOTSTRAP);

        assertEquals(0, same.difference());
        assertEquals(1, same.p());
        assertEquals(Verdict.EQUIVALENT, Verdict.of(same, 1, 1e-12));
    }

    /** All five signs agree: one of 2^5 arrangements on either side. */
    @Test
    void aConstantDifferenceIsTestedByItsSigns() {
        double[] shifted = Arrays.stream(new double[] {1, 2, 3, 4, 5})
                .map(each -> each + 8)
                .toArray();

        MeanDifference found = MeanDifference.paired(new double[] {1, 2, 3, 4, 5}, shifted, 1, BOOTSTRAP);

        assertEquals(2.0 / 32, found.p(), EXACT);
        assertEquals(1, found.equivalence(), EXACT);
    }

    /** Zeros against ones, three each: 2 of the 20 ways to deal six values. */
    @Test
    void samplesWithoutSpreadAreTestedByDealingThemAgain() {
        MeanDifference found = MeanDifference.unpaired(new double[3], new double[] {1, 1, 1}, 0.1, BOOTSTRAP);

        assertEquals(0.1, found.p(), EXACT);
    }

    @Test
    void aSingleValueIsNotTested() {
        MeanDifference found = MeanDifference.paired(new double[] {1}, new double[] {2}, 0.1, BOOTSTRAP);

        assertFalse(found.isTested());
        assertEquals(Verdict.UNTESTED, Verdict.of(found, Double.NaN, 0.1));
    }

    @Test
    void intervalsHoldTheDifferenceAndComeAgain() {
        MeanDifference first = MeanDifference.unpaired(SLEEP_1, SLEEP_2, 1, BOOTSTRAP);

        assertTrue(first.interval().low() < 1.58 && 1.58 < first.interval().high());
        assertEquals(first, MeanDifference.unpaired(SLEEP_1, SLEEP_2, 1, BOOTSTRAP));
    }
}
