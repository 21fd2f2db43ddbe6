package dev.retrace.steps.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.dataset.SharedFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ids and offsets against an independent implementation. */
class TokenizerOracleTest {

    @Test
    void theTrainedModelsTokenizerAgreesInIdsAndOffsets() throws IOException {
        Path oracle = SharedFolder.require("oracles/tokenizer-facts.json");
        try (Tokenizer tokenizer = Tokenizer.load(SharedFolder.require("models/facts-mamba-13m/tokenizer.json"))) {
            for (JsonNode item : JsonMapper.shared().readTree(oracle.toFile()).get("items")) {
                String text = item.get("text").stringValue();
                Encoding encoding = tokenizer.encode(text);

                assertEquals(item.get("ids").toString(), written(encoding), text);
                // The oracle's offsets count the normalised text, ours the text as given.
                Encoding normalised = tokenizer.encode(Normalizer.normalize(text, Normalizer.Form.NFC));
                assertEquals(item.get("offsets").toString(), offsets(normalised), text);
                if (!item.get("nfc_changes").booleanValue()) {
                    assertEquals(normalised, encoding);
                }
            }
        }
    }

    @Test
    void thePublicTokenizerOfMambaAgreesInIds() throws IOException {
        Path oracle = SharedFolder.require("oracles/tokenizer-gpt-neox-20b.json");
        Path file = SharedFolder.require("data/tokenizers/gpt-neox-20b/20B_tokenizer.json");
        try (Tokenizer tokenizer = Tokenizer.load(file)) {
            for (JsonNode item : JsonMapper.shared().readTree(oracle.toFile()).get("items")) {
                String text = item.get("text").stringValue();
                Encoding encoding = tokenizer.encode(text);

                assertEquals(item.get("ids").toString(), written(encoding), text);
            }
            assertEquals("[510,3158,8516,30013]", written(tokenizer.encode("The quick brown fox")));
            assertEquals(50_277, tokenizer.size());
        }
    }

    @Test
    void gpt2PadsWithItsOwnEndOfText() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(SharedFolder.require("data/tokenizers/gpt2/gpt2-tokenizer.json"))) {
            assertEquals(50_256, tokenizer.padId());
            assertEquals("[464,2068,7586,21831]", written(tokenizer.encode("The quick brown fox")));
        }
    }

    private static String offsets(Encoding encoding) {
        return encoding.tokens().stream()
                .map(token -> "[" + token.begin() + "," + token.end() + "]")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String written(Encoding encoding) {
        return Arrays.toString(encoding.ids()).replace(" ", "");
    }
}
