package dev.retrace.steps.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.tokenizer.Encoding.Token;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Ids of {@link TinyTokenizer}: {@code <|endoftext|>} 0, space 1, line end 2, a to z 3 to 28, then what is seen below. */
class TokenizerTest {

    private static final Tokenizer TOKENIZER = TinyTokenizer.load();

    @AfterAll
    static void close() {
        TOKENIZER.close();
    }

    @Test
    void aSpaceBelongsToTheWordAfterItAndNoTokenIsAdded() {
        Encoding encoding = TOKENIZER.encode("the cat sat");

        assertEquals(
                List.of(
                        new Token(22, 0, 1), // t
                        new Token(10, 1, 2), // h
                        new Token(7, 2, 3), // e
                        new Token(38, 3, 7), // " cat"
                        new Token(40, 7, 11)), // " sat"
                encoding.tokens());
    }

    @Test
    void aSubjectIsFoundAtItsFirstOccurrence() {
        assertEquals(new TokenSpan(3, 4), TOKENIZER.spanOf("the cat cat", "cat"));
        assertEquals(new TokenSpan(4, 5), TOKENIZER.spanOf("the cat cat", "cat", 5));
        assertEquals(new TokenSpan(2, 5), TOKENIZER.spanOf("the cat sat", "e cat s"));
    }

    /** "cat" at the beginning is c and at, since its own token has a space before it. */
    @Test
    void aSubjectMayStandAtTheVeryBeginningOrEndOrBeAll() {
        assertEquals(new TokenSpan(0, 2), TOKENIZER.spanOf("cat sat", "cat"));
        assertEquals(new TokenSpan(2, 3), TOKENIZER.spanOf("cat sat", "sat"));
        assertEquals(new TokenSpan(0, 3), TOKENIZER.spanOf("cat sat", "cat sat"));
        assertEquals(new TokenSpan(0, 1), TOKENIZER.spanOf(" cat", "cat"));
        assertEquals(new TokenSpan(0, 4), TOKENIZER.spanOf("\ud83d\ude00", "\ud83d\ude00"));
    }

    /** A space is part of " cat": a subject that is written with it, or ends with one, touches no other token. */
    @Test
    void spacesOfASubjectAreThoseOfItsTokens() {
        assertEquals(new TokenSpan(3, 4), TOKENIZER.spanOf("the cat sat", " cat"));
        assertEquals(new TokenSpan(3, 5), TOKENIZER.spanOf("the cat sat", "cat "));
        assertEquals(new TokenSpan(0, 1), TOKENIZER.spanOf(" cat sat", " cat"));
    }

    /** The smile is one code point, but two chars and four tokens. */
    @Test
    void aRepeatedSubjectIsFoundFromAPlaceOn() {
        String text = "\ud83d\ude00 cat \ud83d\ude00 cat";

        assertEquals(new TokenSpan(0, 4), TOKENIZER.spanOf(text, "\ud83d\ude00"));
        assertEquals(new TokenSpan(4, 5), TOKENIZER.spanOf(text, "cat"));
        assertEquals(new TokenSpan(6, 10), TOKENIZER.spanOf(text, "\ud83d\ude00", 1));
        assertEquals(new TokenSpan(10, 11), TOKENIZER.spanOf(text, "cat", text.lastIndexOf("cat")));
    }

    @Test
    void tokensThatShareACharacterAllBelongToIt() {
        // é is two bytes, the smile four: each byte is a token here; offsets count code points.
        String text = "a\u00e9 \ud83d\ude00 cat";

        assertEquals(new TokenSpan(1, 3), TOKENIZER.spanOf(text, "\u00e9"));
        assertEquals(new TokenSpan(4, 8), TOKENIZER.spanOf(text, "\ud83d\ude00"));
        assertEquals(new TokenSpan(8, 9), TOKENIZER.spanOf(text, "cat"));
    }

    @Test
    void aComposedCharacterKeepsThePlaceOfItsParts() {
        // e and a combining accent become é, two tokens, before the tokenizer cuts.
        String text = "ae\u0301 cat";

        assertArrayEquals(
                TOKENIZER.encode("a\u00e9 cat").ids(), TOKENIZER.encode(text).ids());
        assertEquals(new TokenSpan(1, 3), TOKENIZER.spanOf(text, "e\u0301"));
        assertEquals(new TokenSpan(3, 4), TOKENIZER.spanOf(text, "cat"));
    }

    @Test
    void aTokenKnowsItsText() {
        assertEquals(" cat", TOKENIZER.text(38));
        assertEquals("\n", TOKENIZER.text(2));
        assertEquals("<|endoftext|>", TOKENIZER.text(0));
        assertEquals("", TOKENIZER.text(50_000));
    }

    @Test
    void aSpecialTokenInAPromptIsOneToken() {
        assertArrayEquals(new int[] {0, 3}, TOKENIZER.encode("<|endoftext|>a").ids());
        assertEquals(new TokenSpan(1, 2), TOKENIZER.spanOf("<|endoftext|>a", "a"));
        assertEquals(0, TOKENIZER.padId());
    }

    @Test
    void aLongPromptIsNotCut() {
        assertEquals(3000, TOKENIZER.encode(" cat".repeat(3000)).tokens().size());
    }

    @Test
    void aSubjectThatIsMissingIsNamedWithItsPrompt() {
        StepException missing = assertThrows(StepException.class, () -> TOKENIZER.spanOf("the cat sat", "dog"));

        assertEquals(
                "the prompt 'the cat sat' does not contain the subject 'dog'; the subject must be written exactly as in"
                        + " the prompt",
                missing.getMessage());
    }
}
