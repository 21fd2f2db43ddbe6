package dev.retrace.steps.editing.request;

import dev.retrace.steps.dataset.Draw;
import java.text.Normalizer;
import java.util.Collections;
import java.util.List;

/**
 * Lets a model write the texts that stand before a prompt.
 *
 * <p>Source: Meng et al. (arXiv 2202.05262), appendix E.5, as in the code of Sen Sharma et al. (arXiv
 * 2404.03646), whose draws have no seed; here a draw is a hash of (seed, length, text, token).
 */
public record TemplateSampler(TextSampler sampler, long seed) {

    /**
     * Templates with one {@code {}} where the prompt goes.
     *
     * @param start what the texts begin with; not part of the templates where it is {@code <|endoftext|>}
     * @param count how many
     * @param length how many tokens each goes on for
     */
    List<String> sample(List<Integer> start, int count, int length) {
        if (count == 0) {
            return List.of();
        }
        return sampler
                .write(
                        Collections.nCopies(count, new TextSampler.Start(start, List.of())),
                        length,
                        (text, token) -> Draw.of(
                                seed,
                                "context",
                                Integer.toString(length),
                                Integer.toString(text),
                                Integer.toString(token)))
                .stream()
                .map(ids -> template(sampler.tokenizer().text(ids)))
                .toList();
    }

    /** A text as a template, cleaned as in the authors' code. */
    static String template(String text) {
        return clean(text).replace("{", "").replace("}", "") + ". {}";
    }

    /** A text as the authors' code reads what was written. */
    public static String clean(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replace("\n\n", " ")
                .replace("<|endoftext|>", "");
    }
}
