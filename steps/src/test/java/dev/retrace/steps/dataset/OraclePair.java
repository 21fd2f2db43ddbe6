package dev.retrace.steps.dataset;

import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A pair made from the texts of an oracle's case. */
public final class OraclePair {

    private OraclePair() {}

    public static Pair of(JsonNode expected, Tokenizer tokenizer) {
        return of(expected, new PairAligner(tokenizer));
    }

    static Pair of(JsonNode expected, PairAligner aligner) {
        String clean = expected.get("clean_text").stringValue();
        String corrupt = expected.get("corrupt_text").stringValue();
        return aligner.align(
                        clean,
                        expected.get("relation").stringValue(),
                        prompt(clean, expected.get("subject").stringValue()),
                        prompt(corrupt, expected.get("corrupt_subject").stringValue()))
                .orElseThrow();
    }

    /** A case that has no texts, only ids and where the subject is. */
    public static Pair ofIds(JsonNode expected) {
        return ofIds(
                expected,
                new TokenSpan(
                        expected.get("subject_start").intValue(),
                        expected.get("subject_end").intValue()));
    }

    /** A case that has only ids, whose subject is taken to be these tokens. */
    public static Pair ofIds(JsonNode expected, TokenSpan subject) {
        List<Integer> clean = ids(expected.get("clean_ids"));
        return new Pair(
                "id",
                "random",
                new Pair.Side("", "", "", clean, expected.path("pads_clean").asInt(0)),
                new Pair.Side(
                        "",
                        "",
                        "",
                        ids(expected.get("corrupt_ids")),
                        expected.path("pads_corrupt").asInt(0)),
                subject,
                Collections.nCopies(clean.size(), ""),
                Optional.empty());
    }

    private static List<Integer> ids(JsonNode ids) {
        return ids.valueStream().map(JsonNode::intValue).toList();
    }

    private static PairAligner.Prompt prompt(String text, String subject) {
        return new PairAligner.Prompt(text, subject, "", 0);
    }
}
