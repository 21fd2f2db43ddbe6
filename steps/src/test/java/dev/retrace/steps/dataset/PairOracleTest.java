package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Padding and subject ranges against an independent implementation. */
class PairOracleTest {

    @Test
    void idsPadsAndSubjectsAgree() throws IOException {
        Path oracle = SharedFolder.require("oracles/tracing-facts-mamba-13m.json");
        Path averages = SharedFolder.require("oracles/aie-facts-mamba-13m.json");
        try (Tokenizer tokenizer = Tokenizer.load(SharedFolder.require("models/facts-mamba-13m/tokenizer.json"))) {
            PairAligner aligner = new PairAligner(tokenizer);
            for (JsonNode each : JsonMapper.shared().readTree(oracle.toFile()).get("cases")) {
                assertAgrees(each, OraclePair.of(each, aligner));
            }
            for (JsonNode each : JsonMapper.shared().readTree(averages.toFile()).get("facts")) {
                assertAgrees(each, OraclePair.of(each, aligner));
            }
        }
    }

    private static void assertAgrees(JsonNode expected, Pair pair) {
        String text = expected.get("clean_text").stringValue();
        assertEquals(expected.get("clean_ids").toString(), written(pair.clean()), text);
        assertEquals(expected.get("corrupt_ids").toString(), written(pair.corrupt()), text);
        assertEquals(expected.get("pads_clean").intValue(), pair.clean().pads(), text);
        assertEquals(expected.get("pads_corrupt").intValue(), pair.corrupt().pads(), text);
        assertEquals(expected.get("subject_start").intValue(), pair.subject().begin(), text);
        assertEquals(expected.get("subject_end").intValue(), pair.subject().end(), text);
    }

    private static String written(Pair.Side side) {
        return side.ids().toString().replace(" ", "");
    }
}
