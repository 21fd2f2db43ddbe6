package dev.retrace.steps.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.intervention.TokenSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every prompt of the experiments' oracles: its ids, and the tokens of its subject, exactly. */
class SubjectSpanOracleTest {

    /** Both prompts are padded to one length; the range is that of either subject. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tracing-facts-mamba-13m",
                "tracing-facts-neox-20m",
                "path-facts-mamba-13m",
                "path-facts-neox-20m",
                "aie-facts-mamba-13m",
                "aie-facts-neox-20m"
            })
    void ofTracedPairs(String name) throws IOException {
        JsonNode oracle = oracle(name);
        try (Tokenizer tokenizer = tokenizer()) {
            int checked = 0;
            for (JsonNode each : oracle.path(oracle.has("cases") ? "cases" : "facts")) {
                TokenSpan clean = padded(each, "clean", "subject", tokenizer);
                TokenSpan corrupt = padded(each, "corrupt", "corrupt_subject", tokenizer);
                TokenSpan both =
                        new TokenSpan(Math.min(clean.begin(), corrupt.begin()), Math.max(clean.end(), corrupt.end()));
                assertEquals(expected(each), both, each.path("clean_text").stringValue());
                checked++;
            }
            assertTrue(checked >= 6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"knockout-facts-mamba-13m", "knockout-facts-mamba2-13m", "mean-ablation-facts-mamba-13m"})
    void ofSinglePrompts(String name) throws IOException {
        JsonNode oracle = oracle(name);
        try (Tokenizer tokenizer = tokenizer()) {
            int checked = 0;
            for (JsonNode each : oracle.path(oracle.has("cases") ? "cases" : "facts")) {
                assertIds(ids(each.path("ids")), tokenizer, each.path("text").stringValue());
                assertEquals(
                        expected(each),
                        tokenizer.spanOf(
                                each.path("text").stringValue(),
                                each.path("subject").stringValue()));
                checked++;
            }
            assertTrue(checked >= 6);
        }
    }

    /** The prompt is a list of examples before the subject's own line, and its subject may be in both. */
    @ParameterizedTest
    @ValueSource(strings = "lre-facts-mamba-13m")
    void ofPromptsWithExamples(String name) throws IOException {
        JsonNode oracle = oracle(name);
        try (Tokenizer tokenizer = tokenizer()) {
            int checked = 0;
            for (JsonNode relation : oracle.path("relations")) {
                for (JsonNode each : relation.path("test")) {
                    String text = each.path("text").stringValue();
                    String subject = each.path("subject").stringValue();
                    assertIds(ids(each.path("ids")), tokenizer, text);
                    assertEquals(
                            each.path("subject_last").intValue(),
                            tokenizer
                                    .spanOf(text, subject, text.lastIndexOf(subject))
                                    .last(),
                            text);
                    checked++;
                }
            }
            assertTrue(checked >= 6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rome-facts-mamba-13m", "rome-facts-neox-20m"})
    void ofEdits(String name) throws IOException {
        try (Tokenizer tokenizer = tokenizer()) {
            int checked = 0;
            for (JsonNode each : oracle(name).path("facts")) {
                JsonNode request = each.path("request");
                String subject = request.path("subject").stringValue();
                String prompt = request.path("prompt").stringValue().replace("{}", subject);
                String essence = request.path("kl_text").stringValue();
                assertIds(ids(request.path("rewrite_ids")), tokenizer, prompt);
                assertIds(ids(request.path("kl_ids")), tokenizer, essence);
                assertEquals(
                        request.path("rewrite_lookup").intValue(),
                        tokenizer.spanOf(prompt, subject).last());
                assertEquals(
                        request.path("kl_lookup").intValue(),
                        tokenizer.spanOf(essence, subject).last());
                for (String target : new String[] {"target_new", "target_true"}) {
                    String text = " " + request.path(target).stringValue();
                    assertIds(ids(request.path(target + "_ids")), tokenizer, text);
                }
                for (String kind : new String[] {"paraphrase", "neighborhood"}) {
                    for (int i = 0; i < request.path(kind + "_text").size(); i++) {
                        String text = request.path(kind + "_text").get(i).stringValue();
                        assertIds(ids(request.path(kind + "_ids").get(i)), tokenizer, text);
                    }
                }
                checked++;
            }
            assertTrue(checked >= 2);
        }
    }

    private static JsonNode oracle(String name) throws IOException {
        Path file = SharedFolder.require("oracles/" + name + ".json");
        return JsonMapper.shared().readTree(file.toFile());
    }

    private static Tokenizer tokenizer() throws IOException {
        return Tokenizer.load(SharedFolder.require("models/facts-mamba-13m/tokenizer.json"));
    }

    /** Where a side's subject is, counted with the side's pads. */
    private static TokenSpan padded(JsonNode each, String side, String subject, Tokenizer tokenizer) {
        int pads = each.path("pads_" + side).intValue();
        String text = each.path(side + "_text").stringValue();
        int[] ids = ids(each.path(side + "_ids"));
        assertIds(Arrays.copyOfRange(ids, pads, ids.length), tokenizer, text);
        TokenSpan span = tokenizer.spanOf(text, each.path(subject).stringValue());
        return new TokenSpan(span.begin() + pads, span.end() + pads);
    }

    private static TokenSpan expected(JsonNode each) {
        return new TokenSpan(
                each.path("subject_start").intValue(), each.path("subject_end").intValue());
    }

    private static void assertIds(int[] expected, Tokenizer tokenizer, String text) {
        assertEquals(
                Arrays.toString(expected),
                Arrays.toString(tokenizer.encode(text).ids()),
                text);
    }

    private static int[] ids(JsonNode ids) {
        return ids.valueStream().mapToInt(JsonNode::intValue).toArray();
    }
}
