package dev.retrace.steps.catalog;

import dev.retrace.engine.step.StepException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A token that may come next.
 *
 * @param id its row of the embedding
 * @param probability softmax over the whole vocabulary
 * @param logit of which it is made
 */
record NextToken(int id, double probability, float logit) {

    /**
     * The most probable tokens, the first first; of equal ones the lower id.
     *
     * <p>p[i] = exp(x[i] - max x) / sum over j of exp(x[j] - max x), in double precision.
     *
     * @param logits x, one per token of the vocabulary
     * @param count how many, if there are so many
     * @throws StepException if a logit is no finite number
     */
    static List<NextToken> best(float[] logits, int count) {
        requireFinite(logits);
        double max = logits[0];
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        List<NextToken> best = new ArrayList<>();
        for (int id : order(logits, count)) {
            best.add(new NextToken(id, Math.exp(logits[id] - max) / sum, logits[id]));
        }
        return best;
    }

    /** Refuses what no sound model says. */
    static void requireFinite(float[] logits) {
        for (int id = 0; id < logits.length; id++) {
            if (!Float.isFinite(logits[id])) {
                throw new StepException("the model gives token " + id + " the logit " + logits[id]
                        + ", which is no finite number; are its weights damaged? `retrace models --digests` tells"
                        + " their SHA-256, to compare with those of the place that they came from");
            }
        }
    }

    private static int[] order(float[] logits, int count) {
        return IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparing(id -> id))
                .limit(count)
                .mapToInt(id -> id)
                .toArray();
    }
}
