package dev.retrace.reports.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DecimalsTest {

    @Test
    void theShortestFormHasNoSuperfluousDigit() {
        assertEquals("0.002", Decimals.shortest(0.002).toPlainString());
        assertEquals("3", Decimals.shortest(3.0).toPlainString());
        assertEquals("0", Decimals.shortest(-0.0).toPlainString());
        assertEquals("0.30000000000000004", Decimals.shortest(0.1 + 0.2).toPlainString());
    }

    /** JDK 17 writes 2^-44 with a digit more than is needed: 5.6843418860808015E-14 (JDK-4511638). */
    @Test
    void theShortestFormDoesNotDependOnTheJdk() {
        assertEquals(
                "5.684341886080802E-14", Decimals.shortest(Math.pow(2, -44)).toString());
    }

    @Test
    void readersGetThreeSignificantDigits() {
        assertEquals("0.577", Decimals.readable(0.57749));
        assertEquals("−0.0123", Decimals.readable(-0.012345));
        assertEquals("1230", Decimals.readable(1234.5));
        assertEquals("1.23E−9", Decimals.readable(1.234e-9));
        assertEquals("—", Decimals.readable(Double.NaN));
    }
}
