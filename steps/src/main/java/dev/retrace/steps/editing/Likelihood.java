package dev.retrace.steps.editing;

import dev.retrace.steps.model.Logits;
import dev.retrace.steps.tensor.Vector;
import java.util.List;

/**
 * How well a model predicts a target's tokens.
 *
 * @param nll mean over the tokens of -log p, in nats
 * @param exact whether each of them is the most probable one
 */
record Likelihood(double nll, boolean exact) {

    /**
     * Of a target.
     *
     * @param logits for each of its tokens those that predict it, (v)
     */
    static Likelihood of(List<float[]> logits, List<Integer> target) {
        double sum = 0;
        boolean exact = true;
        for (int i = 0; i < target.size(); i++) {
            float[] row = logits.get(i);
            sum -= row[target.get(i)] - logSum(row);
            exact &= Logits.greatest(row) == target.get(i);
        }
        return new Likelihood(sum / target.size(), exact);
    }

    /** {@code log softmax(x)}, in double precision. */
    static Vector logSoftmax(float[] logits) {
        double sum = logSum(logits);
        double[] logs = new double[logits.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = logits[i] - sum;
        }
        return new Vector(logs);
    }

    private static double logSum(float[] logits) {
        double greatest = logits[Logits.greatest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - greatest);
        }
        return greatest + Math.log(sum);
    }
}
