package dev.retrace.steps.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BytePairsTest {

    /**
     * Pieces: {@code low} twice, {@code Ġlow} once, {@code Ġlower} twice, {@code Ġnew} once.
     *
     * <pre>{@code
     * lo 5, ow 5, we 2, er 2, Ġl 3, Ġn 1, ne 1, ew 1      lo (l is an older letter than o): 256
     * 256 w 5, Ġ 256 3, we 2, …                           low: 257
     * Ġ 257 3, 257 e 2, er 2, …                           Ġlow: 258
     * 258 e 2, er 2, …                                    er (e is older than 258): 259
     * 258 259 2, then nothing twice                       Ġlower: 260
     * }</pre>
     */
    @Test
    void theMostFrequentPairsAreMergedFirst() {
        BytePairs.Learned learned = new BytePairs(List.of("low low", "low lower lower new")).merge(1000, 2);

        assertEquals(
                List.of("lo", "low", "Ġlow", "er", "Ġlower"),
                learned.tokens().subList(256, learned.tokens().size()));
        assertEquals(
                List.of(pair('l', 'o'), pair(256, 'w'), pair(' ', 257), pair('e', 'r'), pair(258, 259)),
                learned.pairs());
    }

    @Test
    void noMoreTokensThanAskedFor() {
        assertEquals(
                List.of("lo", "low"),
                new BytePairs(List.of("low low")).merge(258, 1).tokens().subList(256, 258));
    }

    /** In {@code aaa} the pair is merged once, from the left; {@code aa} and the left-over are the next pair. */
    @Test
    void aPairOfEqualsIsMergedFromTheLeft() {
        assertEquals(
                List.of(pair('a', 'a'), pair('a', 256)).get(0),
                new BytePairs(List.of("aaa")).merge(1000, 1).pairs().get(0));
        assertEquals(
                List.of("aa", "aaa"),
                new BytePairs(List.of("aaa")).merge(1000, 1).tokens().subList(256, 258));
    }

    /** abc comes of a + bc and of ab + c, where one of the two was merged for other words before. */
    @Test
    void twoPairsMayBecomeOneToken() {
        BytePairs.Learned learned = new BytePairs(List.of("ab ab ab", "bcd", "abc", "xbc xbc xbc xbc")).merge(1000, 1);

        assertEquals(
                learned.tokens().size(), learned.tokens().stream().distinct().count());
    }

    @Test
    void piecesAreCutAsGpt2CutsThem() {
        assertEquals(
                List.of("It", "'s", " 42", " cafés", ",", " ", " no", "!", "\n\n"),
                ByteLevel.pieces("It's 42 cafés,  no!\n\n").stream()
                        .map(piece -> new String(piece, StandardCharsets.UTF_8))
                        .toList());
    }

    @Test
    void bytesHaveVisibleCharacters() {
        List<String> alphabet = ByteLevel.alphabet();

        assertEquals(256, alphabet.stream().distinct().count());
        assertEquals("Ġ", alphabet.get(' '));
        assertEquals("Ċ", alphabet.get('\n'));
        assertEquals("A", alphabet.get('A'));
        assertEquals("Ń", alphabet.get(0xad)); // the soft hyphen is not visible
        assertArrayEquals(new int[] {0xc3}, new int[] {alphabet.indexOf("Ã")});
    }

    private static BytePairs.Pair pair(int left, int right) {
        return new BytePairs.Pair(left, right);
    }
}
