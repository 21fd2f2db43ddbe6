package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisOrderTest {

    @Test
    void numbersAreSortedBySize() {
        assertEquals(List.of("-1", "2", "2.5", "10"), AxisOrder.of(List.of("10", "2", "-1", "2.5")));
    }

    @Test
    void tokenBucketsComeInThePapersOrderAndAllOfThem() {
        assertEquals(
                List.of("prefix", "subject_earlier", "subject_2nd_last", "subject_last", "further", "last"),
                AxisOrder.of(List.of("last", "prefix")));
    }

    @Test
    void otherWordsStayInOrderOfAppearance() {
        assertEquals(List.of("s", "o", "last"), AxisOrder.of(List.of("s", "o", "last")));
    }

    @Test
    void aNumberTooLongToCompareIsAWord() {
        assertEquals(List.of("1e9999999", "2"), AxisOrder.of(List.of("1e9999999", "2")));
    }
}
