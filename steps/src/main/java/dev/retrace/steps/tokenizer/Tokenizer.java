package dev.retrace.steps.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.intervention.TokenSpan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model's own tokenizer, from a local {@code tokenizer.json}.
 *
 * <p>It adds no token of its own (no BOS): what a prompt holds is what the model sees.
 */
public final class Tokenizer implements AutoCloseable {

    static {
        // DJL otherwise asks the cloud's metadata service where it runs, and reports it.
        System.setProperty("ai.djl.offline", System.getProperty("ai.djl.offline", "true"));
    }

    private static final Map<String, String> AS_IT_IS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer library;
    private final int padId;
    private final int size;

    private Tokenizer(HuggingFaceTokenizer library, int padId, int size) {
        this.library = library;
        this.padId = padId;
        this.size = size;
    }

    /**
     * Loads a tokenizer.
     *
     * @throws StepException if the file is not a byte-pair {@code tokenizer.json}; says why
     */
    public static Tokenizer load(Path file) throws IOException {
        TokenizerFile checked = TokenizerFile.read(file);
        try {
            HuggingFaceTokenizer library = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(checked.json().getBytes(StandardCharsets.UTF_8)), AS_IT_IS);
            return new Tokenizer(library, checked.padId(), checked.size());
        } catch (RuntimeException refused) {
            throw new StepException(file + ": not a usable tokenizer.json: " + refused.getMessage(), refused);
        }
    }

    /** The id that fills up a shorter prompt on its left. */
    public int padId() {
        return padId;
    }

    /** One more than the highest id; a model's embedding may have more rows. */
    public int size() {
        return size;
    }

    /** A text as tokens; none for the empty text. */
    public Encoding encode(String text) {
        if (text.isEmpty()) {
            return new Encoding(List.of());
        }
        ai.djl.huggingface.tokenizers.Encoding encoding = library.encode(text, false, false);
        long[] ids = encoding.getIds();
        CharSpan[] spans = encoding.getCharTokenSpans();
        List<Encoding.Token> tokens = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            tokens.add(new Encoding.Token(Math.toIntExact(ids[i]), spans[i].getStart(), spans[i].getEnd()));
        }
        return new Encoding(tokens);
    }

    /**
     * A token's own text, its leading space included; a token that holds only some bytes of a
     * character gives U+FFFD, and an id beyond the vocabulary the empty text.
     */
    public String text(int id) {
        return id < 0 || id >= size ? "" : library.decode(new long[] {id}, false);
    }

    /** The text of tokens together, which may hold characters that none of them has alone. */
    public String text(int[] ids) {
        return library.decode(Arrays.stream(ids).asLongStream().toArray(), false);
    }

    /**
     * The tokens that a subject touches, at its first occurrence.
     *
     * @throws StepException if the text does not contain it
     */
    public TokenSpan spanOf(String text, String subject) {
        return spanOf(text, subject, 0);
    }

    /**
     * The tokens that a subject touches, at its first occurrence from a place on.
     *
     * @param from index of a {@code char} of the text
     * @throws StepException if the text does not contain it there
     */
    public TokenSpan spanOf(String text, String subject, int from) {
        int at = subject.isEmpty() ? -1 : text.indexOf(subject, from);
        if (at < 0) {
            throw new StepException("the prompt '" + text + "' does not contain the subject '" + subject
                    + "'; the subject must be written exactly as in the prompt");
        }
        return covering(text, at, at + subject.length())
                .orElseThrow(() -> new StepException("no token of the prompt '" + text + "' covers the subject '"
                        + subject + "'; the tokenizer drops these characters"));
    }

    /**
     * The tokens that cover any of a text's characters in {@code [from, to)}, if the tokenizer makes any of them.
     *
     * @param from index of a {@code char} of the text, as is {@code to}
     */
    public Optional<TokenSpan> covering(String text, int from, int to) {
        int begin = text.codePointCount(0, from);
        return encode(text).overlapping(begin, begin + text.codePointCount(from, to));
    }

    @Override
    public void close() {
        library.close();
    }
}
