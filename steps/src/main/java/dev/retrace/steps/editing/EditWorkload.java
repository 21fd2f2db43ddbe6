package dev.retrace.steps.editing;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.retrace.steps.editing.request.EditRequest;
import dev.retrace.steps.editing.request.EditRequest.Prompt;
import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Workload;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Edits W_o as published: the bare prompt and twenty behind five or ten other tokens, and the essence prompt; all
 * twenty evaluations, whatever the loss.
 *
 * @param layer that is edited
 * @param device {@code cpu} or {@code cuda:0}
 */
public record EditWorkload(List<EditRequest> requests, int layer, String device) implements Workload {

    private static final int SEED = 7;
    private static final int CONTEXTS = 20;
    private static final int[] BEFORE = {5, 10};
    private static final int ESSENCE = 4;
    private static final Hyperparameters TO_THE_END =
            new Hyperparameters(20, 0.5, 0.5, 3, 0.0625, new Hyperparameters.Stop(0, 1, 20));

    public EditWorkload {
        requests = List.copyOf(requests);
    }

    /**
     * Some edits.
     *
     * @param tokens of the bare prompt, whose subject ends in its middle
     */
    public static EditWorkload of(int edits, int tokens, int layer, int vocabulary, String device) {
        Random random = new Random(SEED);
        List<EditRequest> requests = new ArrayList<>();
        for (int edit = 0; edit < edits; edit++) {
            List<Integer> bare = Workload.tokens(random, tokens, vocabulary);
            int last = tokens / 2 - 1;
            List<Prompt> contexts = new ArrayList<>(List.of(new Prompt(bare, last)));
            for (int context = 0; context < CONTEXTS; context++) {
                int before = BEFORE[context % BEFORE.length];
                List<Integer> ids = new ArrayList<>(Workload.tokens(random, before, vocabulary));
                ids.addAll(bare);
                contexts.add(new Prompt(ids, before + last));
            }
            Prompt essence = new Prompt(Workload.tokens(random, ESSENCE, vocabulary), ESSENCE - 2);
            requests.add(new EditRequest("edit " + edit, contexts, essence, Workload.tokens(random, 1, vocabulary)));
        }
        return new EditWorkload(requests, layer, device);
    }

    @Override
    public String name() {
        return "ROME edit of W_o, layer " + layer;
    }

    @Override
    public int units() {
        return requests.size();
    }

    @Override
    public double run(LanguageModel model) {
        EditSite site = EditSite.of(Weight.W_O, layer, model.architecture());
        NDManager owner = TorchEngine.newManager(device);
        int inputs = site.inputs(model.architecture());
        double sum;
        try (Editor editor = new Editor(model, site, TO_THE_END, owner.eye(inputs, inputs, 0, DataType.FLOAT64), 0)) {
            sum = Replays.groups(model, requests, EditStep::work).parallelStream()
                    .flatMap(group -> editor.edits(group).stream())
                    .mapToDouble(edit -> edit.r().norm())
                    .sum();
        }
        return sum;
    }
}
