package dev.retrace.steps.relation;

import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Logits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Which tokens an operator predicts: behind the model's own final norm and output matrix. */
record Faithfulness(LanguageModel model, List<Double> betas) {

    /** Estimates decoded at once; bounds memory. */
    private static final int AT_ONCE = 64;

    Faithfulness {
        betas = List.copyOf(betas);
    }

    /**
     * The most probable tokens of {@code β W h + b}.
     *
     * @param site which of the tests' places the operator is of
     * @return [test][beta]
     */
    int[][] predictions(LinearOperator operator, int site, List<PromptStates> tests) {
        return IntStream.range(0, tests.size())
                .parallel()
                .mapToObj(test -> predictions(operator, tests.get(test).h(site)))
                .toArray(int[][]::new);
    }

    private int[] predictions(LinearOperator operator, float[] h) {
        double[] linear = operator.linear(h);
        List<float[]> estimates = new ArrayList<>();
        betas.forEach(beta -> estimates.add(operator.estimate(linear, beta)));
        int[] tokens = new int[betas.size()];
        for (int begin = 0; begin < tokens.length; begin += AT_ONCE) {
            int end = Math.min(begin + AT_ONCE, tokens.length);
            List<float[]> logits = model.decode(estimates.subList(begin, end));
            for (int i = begin; i < end; i++) {
                tokens[i] = Logits.greatest(logits.get(i - begin));
            }
        }
        return tokens;
    }
}
