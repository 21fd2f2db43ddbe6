package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.Source;
import dev.retrace.steps.intervention.Noise;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.tokenizer.TinyTokenizer;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids of the tiny tokenizer: pad 0, space 1, a to z 3 to 28, {@code " cat"} 38, {@code " sat"} 40. */
class PairAlignerTest {

    private static final Tokenizer TOKENIZER = TinyTokenizer.load();
    private static final PairAligner ALIGNER = new PairAligner(TOKENIZER);

    @TempDir
    private Path folder;

    @AfterAll
    static void close() {
        TOKENIZER.close();
    }

    @Test
    void theShorterPromptIsPaddedAndTheLongerSubjectRules() {
        Pair pair = align("a cat sat", "cat", "a ox sat", "ox");

        // clean  [pad] [pad] a " cat" " sat"     its subject [3, 4)
        // corrupt   a    " "  o   x     " sat"   its subject [2, 4): no merge joins " ox"
        assertEquals(List.of(0, 0, 3, 38, 40), pair.clean().ids());
        assertEquals(List.of(3, 1, 17, 26, 40), pair.corrupt().ids());
        assertEquals(2, pair.clean().pads());
        assertEquals(0, pair.corrupt().pads());
        assertEquals(new TokenSpan(2, 4), pair.subject());
        assertEquals(List.of("<|endoftext|>", "<|endoftext|>", "a", " cat", " sat"), pair.tokens());
    }

    @Test
    void subjectsThatEndAtDifferentTokensGiveNoPair() {
        // Padded to one length, "c" ends one token before "o": the text after it is one token shorter.
        assertTrue(ALIGNER.align("id", "r", prompt("a c sat", "c"), prompt("a o sat at", "o"))
                .isEmpty());
    }

    @Test
    void aNoisyPairIsOnePromptTwiceWithNoiseOnItsSubject() {
        Pair pair = ALIGNER.noisy("id", "r", prompt("a cat sat", "cat"), 3, 5);

        assertEquals(pair.clean(), pair.corrupt());
        assertEquals(Optional.of(new Noise(new TokenSpan(1, 2), 3, 5)), pair.noise());
        assertEquals(1, pair.firstDifference());
        assertEquals(List.of(pair), Pair.readAll(Pair.table(List.of(pair))));
    }

    @Test
    void aTableOfPairsReadsBack() {
        List<Pair> pairs =
                List.of(align("a cat sat", "cat", "a ox sat", "ox"), align("b, \"c\"", "c", "b, \"d\"", "d"));

        assertEquals(pairs, Pair.readAll(Pair.table(pairs)));
    }

    @Test
    void pairsOfOnesOwnAreRead() throws IOException {
        Source source = Sources.written(
                folder, "own.csv", "clean,corrupt,subject,alternative\r\na cat sat,a ox sat,cat,ox\r\n");

        List<Pair> pairs = new GivenPairs(source).pairs(ALIGNER);

        assertEquals(1, pairs.size());
        assertEquals("a ox sat", pairs.get(0).corrupt().prompt());
        assertEquals(16, pairs.get(0).fact().length());
    }

    @Test
    void theSamePromptsAboutOtherSubjectsAreAnotherPair() throws IOException {
        Source source = Sources.written(
                folder,
                "own.csv",
                "clean,corrupt,subject,alternative\na cat sat,a ox sat,cat,ox\na cat sat,a ox sat,sat,sat\n");

        List<Pair> pairs = new GivenPairs(source).pairs(ALIGNER);

        assertNotEquals(pairs.get(0).fact(), pairs.get(1).fact());
    }

    @Test
    void thePairThatIsThereTwiceIsNamedWithBothRecords() throws IOException {
        assertRefused(
                "clean,corrupt,subject,alternative\na cat,a ox,cat,ox\nb,c,b,c\na cat,a ox,cat,ox\n",
                "own.csv, record 3: the same pair as in record 1, which would count twice; remove one of them");
    }

    @Test
    void aWrongPairIsNamedWithItsRecord() throws IOException {
        assertRefused(
                "clean,corrupt,subject,alternative\na,b,a,b\na cat,a ox,dog,ox\n",
                "own.csv, record 2: the prompt 'a cat' does not contain the subject 'dog'");
        assertRefused("clean,corrupt,subject,alternative\na c sat,a o sat at,c,o\n", "must end at the same token when");
        assertRefused("clean,corrupt,subject\na,b,a\n", "record 1: the table has no column 'alternative'");
        assertRefused("clean,corrupt,subject,alternative\n", "holds no pair");
        assertRefused("clean,corrupt,subject,alternative\na,b\n", "own.csv: ");
    }

    private void assertRefused(String csv, String words) throws IOException {
        GivenPairs given = new GivenPairs(Sources.written(folder, "own.csv", csv));
        Refusal.says(() -> given.pairs(ALIGNER), words);
    }

    private static Pair align(String clean, String subject, String corrupt, String alternative) {
        return ALIGNER.align("id", "r", prompt(clean, subject), prompt(corrupt, alternative))
                .orElseThrow();
    }

    private static PairAligner.Prompt prompt(String text, String subject) {
        return new PairAligner.Prompt(text, subject, "", 0);
    }
}
