package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SpreadTest {

    /** Quartiles of five sorted values are the second and the fourth; 100 is beyond 4 + 1.5 * (4 - 2). */
    @Test
    void whatIsFarFromTheBoxIsAnOutlier() {
        Spread spread = Spread.of(units(3, 100, 1, 4, 2));

        assertEquals(List.of(1.0, 2.0, 3.0, 4.0, 4.0), spread.box());
        assertEquals(List.of(new Spread.Outlier("f1", 100)), spread.outliers());
        assertEquals(22, spread.mean());
        assertEquals("median 3, middle half 2 to 4, whiskers 1 to 4, 1 outlier (n = 5)", spread.words());
    }

    /** Linear between values: a quarter of the way along three gaps is at 0.75 of the first. */
    @Test
    void quartilesLieBetweenValues() {
        assertEquals(
                List.of(0.0, 0.75, 1.5, 2.25, 3.0), Spread.of(units(0, 1, 2, 3)).box());
    }

    /** The fence is at 7: what lies on it is no outlier. */
    @Test
    void aValueOnTheFenceIsTheWhiskersEnd() {
        Spread spread = Spread.of(units(1, 2, 3, 4, 7));

        assertEquals(7, spread.high());
        assertEquals(List.of(), spread.outliers());
    }

    @Test
    void aSingleValueIsALine() {
        Spread spread = Spread.of(units(5));

        assertEquals(List.of(5.0, 5.0, 5.0, 5.0, 5.0), spread.box());
        assertEquals("median 5, middle half 5 to 5, whiskers 5 to 5 (n = 1)", spread.words());
    }

    @Test
    void theFarthestOutlierComesFirst() {
        Spread spread = Spread.of(units(0, 0, 0, 0, 0, 0, -3, 9));

        assertEquals(List.of(new Spread.Outlier("f7", 9), new Spread.Outlier("f6", -3)), spread.outliers());
    }

    private static SortedMap<String, Double> units(double... values) {
        SortedMap<String, Double> units = new TreeMap<>();
        for (double value : values) {
            units.put("f" + units.size(), value);
        }
        return units;
    }
}
