package dev.retrace.steps.relation;

import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Workload;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The whole Jacobian of z by h after one layer, behind examples, from the subject's last token on.
 *
 * @param ids of the prompt
 * @param layer of h
 */
public record JacobianWorkload(List<Integer> ids, int layer) implements Workload {

    private static final int SEED = 7;
    private static final int AFTER_SUBJECT = 4;

    public JacobianWorkload {
        ids = List.copyOf(ids);
    }

    /**
     * One matrix.
     *
     * @param tokens of the prompt with its examples; its subject ends four before the last
     */
    public static JacobianWorkload of(int tokens, int layer, int vocabulary) {
        return new JacobianWorkload(Workload.tokens(new Random(SEED), tokens, vocabulary), layer);
    }

    @Override
    public String name() {
        return "LRE Jacobian, layer " + layer;
    }

    @Override
    public int units() {
        return 1;
    }

    @Override
    public double run(LanguageModel model) {
        InContextPrompt prompt = new InContextPrompt(
                new Fact("relation", "{}", "subject", "object"), "", ids, ids.size() - 1 - AFTER_SUBJECT);
        LinearOperator operator = new Jacobians(model, List.of(new Site(State.H, layer)), () -> {})
                .mean(List.of(prompt))
                .get(0);
        float[] ones = new float[operator.width()];
        Arrays.fill(ones, 1);
        return Arrays.stream(operator.linear(ones)).sum();
    }
}
