package dev.retrace.steps.tokenizer;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code tokenizer.json} as it may be handed to native code: checked, because it comes from a
 * stranger and a panic there would end the process, and without what Retrace never wants.
 *
 * <p>Left out are the post-processor (it adds special tokens and trims offsets; here no BOS is added
 * and a space belongs to its token), truncation, padding, and the dropout of merges, which is random.
 *
 * @param json the text to load
 * @param padId the id of {@code <|endoftext|>}, with which the Mamba and GPT-NeoX models pad; 0 if
 *     there is no such token
 * @param size one more than the highest id
 */
record TokenizerFile(String json, int padId, int size) {

    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_ID = 1 << 22;
    private static final String PAD = "<|endoftext|>";

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(1 << 20)
                            .maxDocumentLength(MAX_BYTES)
                            .build())
                    .build())
            .build();

    /**
     * Reads and checks a file.
     *
     * @throws StepException if it is missing, too large, not JSON, or not a byte-pair tokenizer
     */
    static TokenizerFile read(Path file) {
        ObjectNode root = parse(file);
        JsonNode model = root.path("model");
        if (!model.path("type").asString("").equals("BPE")
                || !model.path("vocab").isObject()) {
            throw refused(
                    file,
                    "its model is of type '" + model.path("type").asString("")
                            + "', but only byte-pair encoding ('BPE' with a 'vocab') can be read");
        }
        int highest = -1;
        int pad = 0;
        for (Map.Entry<String, JsonNode> token : model.path("vocab").properties()) {
            highest = Math.max(highest, id(file, token.getKey(), token.getValue()));
            pad = token.getKey().equals(PAD) ? token.getValue().intValue() : pad;
        }
        for (JsonNode added : root.path("added_tokens")) {
            String content = added.path("content").asString("");
            highest = Math.max(highest, id(file, content, added.path("id")));
            pad = content.equals(PAD) ? added.path("id").intValue() : pad;
        }
        if (highest < 0) {
            throw refused(file, "its vocabulary is empty");
        }
        ((ObjectNode) model).putNull("dropout");
        root.putNull("post_processor").putNull("truncation").putNull("padding");
        return new TokenizerFile(JSON.writeValueAsString(root), pad, highest + 1);
    }

    private static ObjectNode parse(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) > MAX_BYTES) {
                throw refused(file, "it has " + Files.size(file) + " bytes, and at most " + MAX_BYTES + " are allowed");
            }
            if (JSON.readTree(in) instanceof ObjectNode root) {
                return root;
            }
            throw refused(file, "it is not a JSON object");
        } catch (IOException unreadable) {
            throw new StepException(file + ": the tokenizer cannot be read: " + unreadable, unreadable);
        } catch (JacksonException malformed) {
            TokenStreamLocation location = malformed.getLocation();
            throw new StepException(
                    file + ": not a tokenizer.json" + (location == null ? "" : " at line " + location.getLineNr())
                            + ": " + malformed.getOriginalMessage(),
                    malformed);
        }
    }

    private static int id(Path file, String token, JsonNode id) {
        if (!id.isInt() || id.intValue() < 0 || id.intValue() > MAX_ID) {
            throw refused(
                    file, "token '" + token + "' has the id " + id + ", but ids are whole numbers from 0 to " + MAX_ID);
        }
        return id.intValue();
    }

    private static StepException refused(Path file, String reason) {
        return new StepException(file + ": not a usable tokenizer.json: " + reason
                + "; take the file that came with the model's checkpoint");
    }
}
