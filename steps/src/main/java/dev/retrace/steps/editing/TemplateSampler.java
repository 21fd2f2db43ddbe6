package dev.retrace.steps.editing;

import dev.retrace.steps.dataset.Draw;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import dev.retrace.steps.model.TokenBatch;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lets a model write the texts that stand before a prompt: each token is drawn from the few most probable,
 * in proportion to their probabilities.
 *
 * <p>Source: Meng et al. (arXiv 2202.05262), appendix E.5, as in the code of Sen Sharma et al. (arXiv
 * 2404.03646), whose draws have no seed; here a draw is a hash of (seed, length, text, token).
 *
 * @param top how many are the most probable
 */
record TemplateSampler(LanguageModel model, Tokenizer tokenizer, int top, long seed) {

    private static final double UNIT = 0x1p-53;

    /**
     * Templates with one {@code {}} where the prompt goes.
     *
     * @param start what the texts begin with; not part of the templates where it is {@code <|endoftext|>}
     * @param count how many
     * @param length how many tokens each goes on for
     */
    List<String> sample(int[] start, int count, int length) {
        List<int[]> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(start);
        }
        for (int step = 0; step < length; step++) {
            texts = extended(texts, length, step);
        }
        return texts.stream().map(ids -> template(tokenizer.text(ids))).toList();
    }

    private List<int[]> extended(List<int[]> texts, int length, int step) {
        try (PrefixCache run = model.prefill(new TokenBatch(texts), Keep.nothing())) {
            List<Row> rows = IntStream.range(0, texts.size())
                    .mapToObj(text -> new Row(run, text, List.of()))
                    .toList();
            Readout readout = model.replay(rows, new Query.Logits());
            List<int[]> longer = new ArrayList<>();
            for (int text = 0; text < texts.size(); text++) {
                long draw = Draw.of(
                        seed, "context", Integer.toString(length), Integer.toString(text), Integer.toString(step));
                int[] ids = Arrays.copyOf(texts.get(text), texts.get(text).length + 1);
                ids[ids.length - 1] = drawn(readout.logits(text), (draw >>> 11) * UNIT);
                longer.add(ids);
            }
            return longer;
        }
    }

    /** @param uniform in [0, 1) */
    private int drawn(float[] logits, double uniform) {
        List<Integer> best = IntStream.range(0, Math.min(logits.length, tokenizer.size()))
                .boxed()
                .sorted(Comparator.comparingDouble(id -> -logits[id]))
                .limit(top)
                .toList();
        double[] weights = best.stream()
                .mapToDouble(id -> Math.exp(logits[id] - logits[best.get(0)]))
                .toArray();
        double left = uniform * Arrays.stream(weights).sum();
        int place = 0;
        while (place < weights.length - 1 && left >= weights[place]) {
            left -= weights[place++];
        }
        return best.get(place);
    }

    /** A text as a template, cleaned as in the authors' code. */
    static String template(String text) {
        String clean = Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replace("\n\n", " ")
                .replace("<|endoftext|>", "")
                .replace("{", "")
                .replace("}", "");
        return clean + ". {}";
    }
}
