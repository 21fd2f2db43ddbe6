package dev.retrace.steps.ablation;

import dev.retrace.steps.intervention.TokenSpan;
import java.util.BitSet;
import java.util.Locale;

/** Which tokens of a prompt are ablated: the lines of figure 9, in its order. */
enum Setting {
    /** All of the subject. */
    SUBJECT,
    /** The subject's last token. */
    SUBJ_LAST,
    /** All but the subject and the last token; what stands before the prompt included. */
    NON_SUBJECT,
    /** The last token. */
    PROMPT_LAST;

    /**
     * The tokens, of which there may be none.
     *
     * @param length of the prompt
     */
    BitSet tokens(TokenSpan subject, int length) {
        BitSet tokens = new BitSet(length);
        switch (this) {
            case SUBJECT -> tokens.set(subject.begin(), subject.end());
            case SUBJ_LAST -> tokens.set(subject.last());
            case NON_SUBJECT -> {
                tokens.set(0, length - 1);
                tokens.clear(subject.begin(), subject.end());
            }
            case PROMPT_LAST -> tokens.set(length - 1);
        }
        return tokens;
    }

    /** As tables write it: {@code subj_last}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
