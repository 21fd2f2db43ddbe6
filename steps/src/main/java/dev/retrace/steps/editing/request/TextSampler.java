package dev.retrace.steps.editing.request;

import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import dev.retrace.steps.model.TokenBatch;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Lets a model write texts on: each token is drawn from the few most probable, in proportion to their
 * probabilities. Texts of one batch may be written under different interventions.
 *
 * <p>Source: Meng et al. (arXiv 2202.05262), appendix E.5, as in the code of Sen Sharma et al. (arXiv
 * 2404.03646), whose draws have no seed.
 *
 * @param top how many are the most probable
 */
public record TextSampler(LanguageModel model, Tokenizer tokenizer, int top) {

    private static final double UNIT = 0x1p-53;

    /**
     * What a text begins with.
     *
     * @param ids at least one
     * @param changes under which the model goes on
     */
    public record Start(List<Integer> ids, List<Intervention> changes) {

        public Start {
            ids = List.copyOf(ids);
            changes = List.copyOf(changes);
        }
    }

    /** Gives the random number of a text's token. */
    @FunctionalInterface
    public interface Draws {

        /**
         * The number drawn.
         *
         * @param text which of the texts, from 0
         * @param token which of its new tokens, from 0
         */
        long of(int text, int token);
    }

    /** The tokens of the texts, those that they began with included, after so many more. */
    public List<int[]> write(List<Start> starts, int tokens, Draws draws) {
        List<int[]> texts = starts.stream()
                .map(start -> start.ids.stream().mapToInt(Integer::intValue).toArray())
                .toList();
        boolean changed = starts.stream().anyMatch(start -> !start.changes.isEmpty());
        for (int token = 0; token < tokens; token++) {
            int now = token;
            try (PrefixCache run = model.prefill(new TokenBatch(texts), changed ? Keep.forReplay() : Keep.nothing())) {
                List<Row> rows = IntStream.range(0, texts.size())
                        .mapToObj(text -> new Row(run, text, starts.get(text).changes))
                        .toList();
                texts = longer(texts, model.replay(rows, new Query.Logits()), text -> draws.of(text, now));
            }
        }
        return texts;
    }

    private List<int[]> longer(List<int[]> texts, Readout readout, IntToLongFunction draws) {
        List<int[]> longer = new ArrayList<>();
        for (int text = 0; text < texts.size(); text++) {
            int[] ids = Arrays.copyOf(texts.get(text), texts.get(text).length + 1);
            ids[ids.length - 1] = drawn(readout.logits(text), (draws.applyAsLong(text) >>> 11) * UNIT);
            longer.add(ids);
        }
        return longer;
    }

    /** @param uniform in [0, 1) */
    private int drawn(float[] logits, double uniform) {
        int[] best = best(logits);
        double[] weights = Arrays.stream(best)
                .mapToDouble(id -> Math.exp(logits[id] - logits[best[0]]))
                .toArray();
        double left = uniform * Arrays.stream(weights).sum();
        int place = 0;
        while (place < weights.length - 1 && left >= weights[place]) {
            left -= weights[place++];
        }
        return best[place];
    }

    /** The most probable tokens that the tokenizer knows, the most probable first, of equal ones the lower. */
    private int[] best(float[] logits) {
        int known = Math.min(logits.length, tokenizer.size());
        int[] best = new int[Math.min(top, known)];
        for (int id = 0; id < known; id++) {
            int place = Math.min(id, best.length);
            while (place > 0 && logits[id] > logits[best[place - 1]]) {
                place--;
            }
            if (place < best.length) {
                System.arraycopy(best, place, best, place + 1, best.length - 1 - place);
                best[place] = id;
            }
        }
        return best;
    }
}
