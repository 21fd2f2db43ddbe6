package dev.retrace.steps.tokenizer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * A byte-level tokenizer of our own: single letters, and the merges {@code at}, {@code " cat"}, {@code
 * " sat"}. Its file asks for a BOS, for trimmed offsets and for truncation to 4 tokens, none of which
 * is wanted.
 */
public final class TinyTokenizer {

    private TinyTokenizer() {}

    public static Tokenizer load() {
        try {
            return Tokenizer.load(file());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public static Path file() {
        try {
            return Path.of(
                    TinyTokenizer.class.getResource("tiny-tokenizer.json").toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
