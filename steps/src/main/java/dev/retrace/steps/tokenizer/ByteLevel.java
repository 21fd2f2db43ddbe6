package dev.retrace.steps.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How GPT-2 and its followers cut a text before pairs are merged, and write bytes as letters: each of the 256 bytes
 * has a visible character of its own, a space is {@code Ġ}.
 *
 * <p>Source: Radford et al., "Language Models are Unsupervised Multitask Learners" (2019), section 2.2, and the
 * pre-tokenizer {@code ByteLevel} of Hugging Face's tokenizers.
 */
final class ByteLevel {

    /** Endings of English, then words, numbers and other signs, each with the space before it, then white space. */
    private static final Pattern PIECE = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private static final int BYTES = 256;
    private static final char[] LETTERS = letters();

    private ByteLevel() {}

    private static char[] letters() {
        char[] letters = new char[BYTES];
        char next = BYTES;
        for (int value = 0; value < BYTES; value++) {
            boolean visible = (value >= '!' && value <= '~') || (value >= '¡' && value <= '¬') || value >= '®';
            letters[value] = visible ? (char) value : next++;
        }
        return letters;
    }

    /** The characters of all bytes, by the bytes' values. */
    static List<String> alphabet() {
        List<String> alphabet = new ArrayList<>();
        for (char letter : LETTERS) {
            alphabet.add(String.valueOf(letter));
        }
        return alphabet;
    }

    /** The pieces of a text, over whose borders no pair is merged, as bytes. */
    static List<byte[]> pieces(String text) {
        List<byte[]> pieces = new ArrayList<>();
        Matcher matcher = PIECE.matcher(text);
        while (matcher.find()) {
            pieces.add(matcher.group().getBytes(StandardCharsets.UTF_8));
        }
        return pieces;
    }
}
