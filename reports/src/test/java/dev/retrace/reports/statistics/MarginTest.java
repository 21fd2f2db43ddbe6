package dev.retrace.reports.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarginTest {

    @Test
    void aPercentageIsAPartOfTheGreatestMean() {
        assertEquals(0.04, Margin.parse("5%").of(0.8), 1e-15);
        assertEquals(0.02, Margin.parse("0.02").of(0.8), 0);
        assertEquals(Margin.USUAL, Margin.parse("5%"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "0", "-1", "five", "NaN", "Infinity"})
    void anythingElseIsRefusedInWords(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Margin.parse(text))
                .getMessage();

        assertTrue(String.valueOf(message).contains("0.02 or 5%"), message);
    }
}
