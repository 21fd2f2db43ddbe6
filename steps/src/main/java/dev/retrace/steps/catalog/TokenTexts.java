package dev.retrace.steps.catalog;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.checkpoint.Checkpoint;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a model's tokens mean, as far as its folder tells: a model may be asked by numbers alone. */
final class TokenTexts implements AutoCloseable {

    private final Path file;
    private final Optional<Tokenizer> tokenizer;

    private TokenTexts(Path file, Optional<Tokenizer> tokenizer) {
        this.file = file;
        this.tokenizer = tokenizer;
    }

    /**
     * Those of a model's folder; without a {@code tokenizer.json} there are none.
     *
     * @throws StepException if the tokenizer cannot be read
     */
    static TokenTexts of(Path folder) throws IOException {
        Path file = folder.resolve(Checkpoint.TOKENIZER);
        return new TokenTexts(file, Files.exists(file) ? Optional.of(Tokenizer.load(file)) : Optional.empty());
    }

    /** None. */
    static TokenTexts none(Path folder) {
        return new TokenTexts(folder.resolve(Checkpoint.TOKENIZER), Optional.empty());
    }

    boolean known() {
        return tokenizer.isPresent();
    }

    /** A token's text, its leading space included; empty where it is not known. */
    String of(int token) {
        return tokenizer.map(known -> known.text(token)).orElse("");
    }

    /**
     * A text as tokens.
     *
     * @throws StepException if there is no tokenizer
     */
    int[] encode(String text) {
        return tokenizer
                .orElseThrow(() -> new StepException("there is no " + file
                        + ", so the prompt cannot be cut into tokens; give their ids instead, as in --tokens 1,2,3, or"
                        + " download the file from where the model came from"))
                .encode(text)
                .ids();
    }

    @Override
    public void close() {
        tokenizer.ifPresent(Tokenizer::close);
    }
}
