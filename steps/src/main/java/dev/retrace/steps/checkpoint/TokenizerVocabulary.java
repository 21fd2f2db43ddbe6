package dev.retrace.steps.checkpoint;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How many tokens a {@code tokenizer.json} can produce, to see whether it belongs to a model. */
final class TokenizerVocabulary {

    private static final long MAX_BYTES = 256L << 20;
    private static final int MAX_ID = 1 << 24;

    /** Training frameworks round the embedding up to a multiple of at most this. */
    private static final int MOST_PADDING = 1024;

    private static final int PADDING_SHARE = 4;
    private static final JsonMapper JSON = new JsonMapper();

    private TokenizerVocabulary() {}

    /**
     * Checks that the tokenizer's ids and the embedding's rows belong together.
     *
     * @param rows of the embedding
     * @throws StepException if an id has no row, or more rows have no id than padding explains
     */
    static void check(Path tokenizer, int rows) throws IOException {
        int size = size(tokenizer);
        int unused = rows - size;
        if (unused < 0 || unused >= MOST_PADDING || unused * PADDING_SHARE > rows) {
            throw new StepException(tokenizer + ": this tokenizer knows " + size + " tokens (highest id " + (size - 1)
                    + "), but the model's embedding has " + rows + " rows; they must agree up to padding (fewer than "
                    + MOST_PADDING + " rows, at most a quarter of them). It belongs to another model: download the"
                    + " tokenizer.json that the model was trained with.");
        }
    }

    /** The highest id and one. */
    private static int size(Path tokenizer) throws IOException {
        if (Files.size(tokenizer) > MAX_BYTES) {
            throw new StepException(tokenizer + ": has " + Files.size(tokenizer) + " bytes, but at most " + MAX_BYTES
                    + " are allowed. Download it again.");
        }
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(tokenizer));
            JsonNode vocabulary = root.path("model").path("vocab");
            int size = vocabulary.isArray() ? vocabulary.size() : 0; // a unigram model counts by position
            if (vocabulary.isObject()) {
                for (Map.Entry<String, JsonNode> token : vocabulary.properties()) {
                    size = Math.max(size, id(tokenizer, token.getValue()) + 1);
                }
            }
            for (JsonNode added : root.path("added_tokens")) {
                size = Math.max(size, id(tokenizer, added.path("id")) + 1);
            }
            if (size == 0) {
                throw new StepException(
                        tokenizer + ": has no model.vocab, so it is no tokenizer of the Hugging Face kind."
                                + " Download it again.");
            }
            return size;
        } catch (JacksonException broken) {
            throw new StepException(
                    tokenizer + ": is not valid JSON: " + broken.getOriginalMessage() + ". Download it again.", broken);
        }
    }

    private static int id(Path tokenizer, JsonNode id) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0 || id.intValue() > MAX_ID) {
            throw new StepException(tokenizer + ": a token has the id " + id + ", but ids are whole numbers from 0 to "
                    + MAX_ID + ". Download it again.");
        }
        return id.intValue();
    }
}
