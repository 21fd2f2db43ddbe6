package dev.retrace.steps.editing.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FluencyTest {

    /** Pairs: "a b" 3 of 5, "b a" 2 of 5; triples: "a b a" and "b a b", 2 of 4 each. */
    @Test
    void entropiesAreWeightedAsInTheCodeOfRome() {
        double pairs = -(0.6 * Math.log(0.6) + 0.4 * Math.log(0.4)) / Math.log(2);

        assertEquals(
                (2.0 / 3 * pairs + 4.0 / 3 * 1) / 2, Fluency.of("a b a b a b").entropy(), 1e-12);
    }

    @Test
    void aTextThatNeverRepeatsHasTheLogarithmOfItsNgrams() {
        // 4 words: 3 pairs, 2 triples
        double expected = (2.0 / 3 * Math.log(3) / Math.log(2) + 4.0 / 3 * 1) / 2;

        assertEquals(expected, Fluency.of("one two three four").entropy(), 1e-12);
    }

    @Test
    void aTextThatOnlyRepeatsAndOneWithoutNgramsHaveNone() {
        assertEquals(0, Fluency.of("no no no no no no").entropy());
        assertEquals(new Fluency(1, 0), Fluency.of("alone"));
        assertEquals(new Fluency(0, 0), Fluency.of(" \n"));
    }

    @Test
    void signsAreWordsAndInnerSignsAreNot() {
        assertEquals(4, Fluency.of("Well, she's 1,000-fold.").words() - 1); // Well / , / she's / 1,000-fold / .
        assertEquals(3, Fluency.of("caf\u00e9 (\ud83d\ude00").words());
    }
}
