package dev.retrace.engine.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WordsTest {

    @Test
    void aSlipOfTheFingerCountsOnce() {
        assertEquals(1, Words.distance("pach", "patch")); // left out
        assertEquals(1, Words.distance("pattch", "patch")); // doubled
        assertEquals(1, Words.distance("petch", "patch")); // replaced
        assertEquals(1, Words.distance("ptach", "patch")); // swapped
        assertEquals(3, Words.distance("kitten", "sitting")); // k to s, e to i, g added
        assertEquals(3, Words.distance("ca", "abc")); // no character twice: not c-a to a-c to a-b-c
        assertEquals(4, Words.distance("", "word"));
    }

    @Test
    void onlyANearWordIsGuessed() {
        List<String> known = List.of("plot", "patch", "report");

        assertEquals(Optional.of("patch"), Words.nearest("Ptach", known));
        assertEquals(Optional.empty(), Words.nearest("knockout", known));
        assertEquals(Optional.empty(), Words.nearest("patch".repeat(1000), known));
    }

    @Test
    void longListsAndLongWordsAreCutShort() {
        List<String> known = IntStream.range(0, 21).mapToObj(i -> "word" + i).toList();

        String told = Words.unknown("thing", "x".repeat(61), known);

        assertEquals(
                "no thing is called '" + "x".repeat(60) + "…'. Known: " + String.join(", ", known.subList(0, 20))
                        + ", …",
                told);
    }
}
