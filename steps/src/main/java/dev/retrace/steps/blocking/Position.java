package dev.retrace.steps.blocking;

import dev.retrace.steps.dataset.Pair;
import java.util.Locale;

/** At which token h is restored and a path blocked. */
enum Position {
    /** The subject's last token: figure 5a. */
    SUBJECT_LAST,
    /** The prompt's last token, where the answer is read: figure 5b. */
    PROMPT_LAST;

    /** The token of a pair's prompts. */
    int of(Pair pair) {
        return switch (this) {
            case SUBJECT_LAST -> pair.subject().last();
            case PROMPT_LAST -> pair.length() - 1;
        };
    }

    /** As tables write it: {@code subject_last}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
