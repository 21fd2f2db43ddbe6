package dev.retrace.steps.dataset;

import dev.retrace.steps.intervention.Noise;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Makes two prompts comparable token by token: padded on the left to one length, with one range of
 * subject tokens for both.
 *
 * <p>Source: Sen Sharma et al. (arXiv 2404.03646), section 3, as in the authors' code: tokenised
 * together with left padding; both subjects must end at the same token; the range begins at the
 * earlier of the two beginnings.
 */
final class PairAligner {

    /**
     * A prompt and its subject.
     *
     * @param object empty where it is not known
     * @param from the {@code char} from which the subject is looked for
     */
    record Prompt(String text, String subject, String object, int from) {}

    private final Tokenizer tokenizer;

    PairAligner(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * The pair of two prompts; empty if their subjects do not end at the same token, because the text
     * after them is tokenised differently.
     *
     * @throws dev.retrace.engine.step.StepException if a prompt does not contain its subject
     */
    Optional<Pair> align(String fact, String relation, Prompt clean, Prompt corrupt) {
        int[] cleanIds = tokenizer.encode(clean.text).ids();
        int[] corruptIds = tokenizer.encode(corrupt.text).ids();
        int length = Math.max(cleanIds.length, corruptIds.length);
        Pair.Side cleanSide = side(clean, cleanIds, length);
        Pair.Side corruptSide = side(corrupt, corruptIds, length);
        TokenSpan cleanSubject = tokenizer.spanOf(clean.text, clean.subject, clean.from);
        TokenSpan corruptSubject = tokenizer.spanOf(corrupt.text, corrupt.subject, corrupt.from);
        int end = cleanSubject.end() + cleanSide.pads();
        if (end != corruptSubject.end() + corruptSide.pads()) {
            return Optional.empty();
        }
        int begin = Math.min(cleanSubject.begin() + cleanSide.pads(), corruptSubject.begin() + corruptSide.pads());
        List<String> tokens = cleanSide.ids().stream().map(tokenizer::text).toList();
        return Optional.of(
                new Pair(fact, relation, cleanSide, corruptSide, new TokenSpan(begin, end), tokens, Optional.empty()));
    }

    /**
     * The pair of a prompt with itself under noise on its subject.
     *
     * @throws dev.retrace.engine.step.StepException if the prompt does not contain its subject
     */
    Pair noisy(String fact, String relation, Prompt prompt, double scale, long seed) {
        int[] ids = tokenizer.encode(prompt.text).ids();
        Pair.Side side = side(prompt, ids, ids.length);
        TokenSpan subject = tokenizer.spanOf(prompt.text, prompt.subject, prompt.from);
        List<String> tokens = side.ids().stream().map(tokenizer::text).toList();
        return new Pair(fact, relation, side, side, subject, tokens, Optional.of(new Noise(subject, scale, seed)));
    }

    private Pair.Side side(Prompt prompt, int[] ids, int length) {
        int pads = length - ids.length;
        List<Integer> padded = new ArrayList<>(Collections.nCopies(pads, tokenizer.padId()));
        Arrays.stream(ids).forEach(padded::add);
        return new Pair.Side(prompt.text, prompt.subject, prompt.object, padded, pads);
    }
}
