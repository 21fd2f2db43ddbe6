package dev.retrace.steps.relation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.tokenizer.TinyTokenizer;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RandomBaselineTest {

    /** First tokens: two alike of "cat" and "cat a", one of "tac", so (2/3)² + (1/3)². */
    @Test
    void objectsThatBeginAlikeAreOne() {
        try (Tokenizer tokenizer = TinyTokenizer.load()) {
            RandomBaseline baseline = RandomBaseline.of(List.of("cat", "cat a", "tac"), tokenizer);

            assertEquals(5 / 9.0, baseline.value(), 1e-12);
            assertEquals(2, baseline.firstTokens());
            assertEquals(3, baseline.objects());
        }
    }

    @Test
    void relationFilesAgree() throws IOException {
        Path oracle = SharedFolder.require("oracles/lre-facts-mamba-13m.json");
        Path data = SharedFolder.require("data/relations/data/factual");
        Path model = SharedFolder.require("models/facts-mamba-13m/tokenizer.json");
        try (Tokenizer tokenizer = Tokenizer.load(model)) {
            for (JsonNode relation :
                    JsonMapper.shared().readTree(oracle.toFile()).get("relations")) {
                String file = relation.get("relation").stringValue() + ".json";
                List<String> objects = JsonMapper.shared()
                        .readTree(data.resolve(file).toFile())
                        .get("samples")
                        .valueStream()
                        .map(sample -> sample.get("object").stringValue())
                        .toList();

                assertEquals(
                        relation.get("random_baseline").doubleValue(),
                        RandomBaseline.of(objects, tokenizer).value(),
                        1e-12,
                        file);
            }
        }
    }
}
