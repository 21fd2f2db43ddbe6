package dev.retrace.steps.tracing;

import dev.retrace.steps.intervention.TokenSpan;
import java.util.Locale;

/**
 * Where in a prompt a token stands, so that prompts of different lengths can be averaged: the rows of
 * figures 2 and 3.
 *
 * <p>Source: Sen Sharma et al. (arXiv 2404.03646), figure 2. Every token has one bucket; what a fact
 * lacks (tokens before the subject, a second subject token) it leaves out of that bucket's average,
 * where the authors' code has blank rows or borrows another token's.
 */
public enum Bucket {
    /** Before the subject, pads included. */
    PREFIX,
    /** Of the subject, before its last two tokens. */
    SUBJECT_EARLIER,
    /** The last but one token of the subject. */
    SUBJECT_2ND_LAST,
    /** The last token of the subject. */
    SUBJECT_LAST,
    /** After the subject and before the last token. */
    FURTHER,
    /** The last token of the prompt, where the answer is read; also if the subject ends there. */
    LAST;

    /**
     * The bucket of a token.
     *
     * @param length of the prompt in tokens
     */
    static Bucket of(int token, TokenSpan subject, int length) {
        if (token == length - 1) {
            return LAST;
        } else if (token < subject.begin()) {
            return PREFIX;
        } else if (token > subject.last()) {
            return FURTHER;
        }
        return switch (subject.last() - token) {
            case 0 -> SUBJECT_LAST;
            case 1 -> SUBJECT_2ND_LAST;
            default -> SUBJECT_EARLIER;
        };
    }

    /** As tables write it: {@code subject_last}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
