package dev.retrace.steps.knockout;

import dev.retrace.engine.step.StepException;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * A group of tokens of a prompt, as the paper's figures name them.
 *
 * <p>Source: Endy et al. (arXiv 2505.24244), with the authors' code: {@code relation} is all that is not the
 * subject, the last token and what stands before the prompt included; {@code first} is token 0, which in
 * most prompts is the subject's.
 */
enum TokenGroup {
    /** Tokens that touch the subject's characters. */
    SUBJECT,
    /** All other tokens. */
    RELATION,
    /** All other tokens but the last. */
    RELATION_MINUS_LAST,
    /** The last token. */
    LAST,
    /** The first token. */
    FIRST,
    /** All before the subject, of which there may be none. */
    CONTEXT,
    /** All. */
    ALL,
    /** Those that the workflow counts. */
    EXPLICIT,
    /** Every token by itself: the rows of a heat map. */
    EACH;

    /**
     * The tokens; of {@link #EACH} all.
     *
     * @param counted those of {@link #EXPLICIT}, from 0, or from -1 backwards
     * @throws StepException if a counted token is not in the prompt
     */
    BitSet of(Question question, List<Integer> counted) {
        int length = question.length();
        BitSet tokens = new BitSet(length);
        switch (this) {
            case SUBJECT ->
                tokens.set(question.subject().begin(), question.subject().end());
            case RELATION, RELATION_MINUS_LAST -> {
                tokens.set(0, this == RELATION ? length : length - 1);
                tokens.clear(question.subject().begin(), question.subject().end());
            }
            case LAST -> tokens.set(length - 1);
            case FIRST -> tokens.set(0);
            case CONTEXT -> tokens.set(0, question.subject().begin());
            case ALL, EACH -> tokens.set(0, length);
            case EXPLICIT -> counted.forEach(token -> tokens.set(place(token, question)));
        }
        return tokens;
    }

    private static int place(int token, Question question) {
        int place = token < 0 ? question.length() + token : token;
        if (place < 0 || place >= question.length()) {
            throw new StepException("the prompt '" + question.text() + "' has the tokens 0 to "
                    + (question.length() - 1) + " (or -1 to " + -question.length() + " from its end), but token "
                    + token + " was asked for");
        }
        return place;
    }

    /** As tables write it: {@code relation-minus-last}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
