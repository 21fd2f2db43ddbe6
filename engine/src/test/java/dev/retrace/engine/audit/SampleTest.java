package dev.retrace.engine.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.Digest;
import dev.retrace.engine.audit.Sample.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SampleTest {

    /** 5 % of 100 are 5, of 3 one; a single cell is its step's. */
    @Test
    void aShareIsTakenOfEachStepAndIsAtLeastOneCell() {
        List<Candidate> all = new ArrayList<>(step("model", 1));
        all.addAll(step("pairs", 3));
        all.addAll(step("trace", 100));

        List<Candidate> drawn = Sample.parse("5%", 0).draw(all);

        assertEquals(
                List.of("model", "pairs", "trace", "trace", "trace", "trace", "trace"),
                drawn.stream().map(Candidate::stepId).toList());
    }

    @Test
    void aNumberIsSpreadOverTheSteps() {
        List<Candidate> all = new ArrayList<>(step("model", 1));
        all.addAll(step("trace", 100));

        List<Candidate> drawn = Sample.parse("4", 0).draw(all);

        assertEquals(
                List.of("model", "trace", "trace", "trace"),
                drawn.stream().map(Candidate::stepId).toList());
    }

    @Test
    void theSeedAloneDecides() {
        List<Candidate> all = step("trace", 100);
        List<Candidate> reversed = new ArrayList<>(all);
        java.util.Collections.reverse(reversed);

        assertEquals(Sample.parse("10", 7).draw(all), Sample.parse("10", 7).draw(reversed));
        assertNotEquals(Sample.parse("10", 7).draw(all), Sample.parse("10", 8).draw(all));
    }

    @Test
    void aKeyIsDrawnOnce() {
        Candidate one = new Candidate("a", "trace", Digest.of("k"));
        Candidate other = new Candidate("b", "trace", Digest.of("k"));

        assertEquals(List.of(one), Sample.parse("100%", 0).draw(List.of(one, other)));
    }

    @Test
    void whatIsNoSampleIsRefusedWithWhatIs() {
        for (String odd : List.of("", "0%", "101%", "0", "-3", "some", "5 %")) {
            String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Sample.parse(odd, 0))
                    .getMessage());
            assertTrue(message.startsWith("a sample is"), message);
        }
    }

    private static List<Candidate> step(String id, int cells) {
        return IntStream.range(0, cells)
                .mapToObj(i -> new Candidate(id + "#" + i, id, Digest.of(id + i)))
                .toList();
    }
}
