package dev.retrace.steps.dataset;

import dev.retrace.steps.tokenizer.Tokenizer;
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

    private static PairAligner.Prompt prompt(String text, String subject) {
        return new PairAligner.Prompt(text, subject, "", 0);
    }
}
