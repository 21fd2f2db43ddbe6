package dev.retrace.steps.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a byte-pair encoding as Hugging Face's libraries read it, {@code tokenizer.json}. Token 0 is {@code
 * <|endoftext|>}; then come the bytes, then the merged pairs.
 */
final class TokenizerWriter {

    static final String SEPARATOR = "<|endoftext|>";

    private static final JsonMapper JSON = JsonMapper.shared();

    private TokenizerWriter() {}

    /** Writes the file. */
    static void write(Path file, BytePairs.Learned learned) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0");
        root.putNull("truncation").putNull("padding");
        separator(root.putArray("added_tokens").addObject());
        root.putNull("normalizer");
        byteLevel(root.putObject("pre_tokenizer"), false);
        byteLevel(root.putObject("post_processor"), false);
        byteLevel(root.putObject("decoder"), true);
        model(root.putObject("model"), learned);
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
    }

    private static void separator(ObjectNode token) {
        token.put("id", 0).put("content", SEPARATOR);
        for (String property : List.of("single_word", "lstrip", "rstrip", "normalized")) {
            token.put(property, false);
        }
        token.put("special", true);
    }

    private static void byteLevel(ObjectNode node, boolean prefixSpace) {
        node.put("type", "ByteLevel")
                .put("add_prefix_space", prefixSpace)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private static void model(ObjectNode model, BytePairs.Learned learned) {
        model.put("type", "BPE");
        for (String absent : List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
            model.putNull(absent);
        }
        model.put("fuse_unk", false).put("byte_fallback", false);
        ObjectNode vocabulary = model.putObject("vocab");
        vocabulary.put(SEPARATOR, 0);
        learned.tokens().forEach(token -> vocabulary.put(token, vocabulary.size()));
        ArrayNode merges = model.putArray("merges");
        for (BytePairs.Pair pair : learned.pairs()) {
            merges.add(
                    learned.tokens().get(pair.left()) + " " + learned.tokens().get(pair.right()));
        }
    }
}
