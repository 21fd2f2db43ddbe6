package dev.retrace.steps.tracing;

import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.effect.LayerWindow;
import dev.retrace.steps.effect.PairRuns;
import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.intervention.Intervention.Restore;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Traces facts: every patch of h, in all layers at all tokens, with the clean and the corrupt run before.
 *
 * @param pairs each of as many tokens, which differ from the first on
 */
public record TracingWorkload(List<Pair> pairs) implements Workload {

    private static final int SEED = 7;

    public TracingWorkload {
        pairs = List.copyOf(pairs);
    }

    /**
     * Some facts.
     *
     * @param tokens of each prompt
     */
    public static TracingWorkload of(int facts, int tokens, int vocabulary) {
        Random random = new Random(SEED);
        List<Pair> pairs = new ArrayList<>();
        while (pairs.size() < facts) {
            Pair pair = Pair.made(random, tokens, vocabulary);
            if (pair.firstDifference() == 0) {
                pairs.add(pair);
            }
        }
        return new TracingWorkload(pairs);
    }

    @Override
    public String name() {
        return "tracing grid";
    }

    @Override
    public int units() {
        return pairs.size();
    }

    @Override
    public double run(LanguageModel model) {
        ActivationPatching patching = patching(model);
        double sum = 0;
        for (List<Pair> group : patching.groups(pairs)) {
            for (CausalTrace trace : patching.trace(group)) {
                sum += trace.effect(0, 0).patched();
            }
        }
        return sum;
    }

    private static ActivationPatching patching(LanguageModel model) {
        return new ActivationPatching(model, State.H, new LayerWindow(1));
    }

    /**
     * The first fact's grid by whole passes, from the first layer and token on, of which nothing is left out.
     *
     * @return the largest difference of a probability from that of the replay, as a share of the largest probability:
     *     random weights make every token improbable     */
    public double distanceFromWholePasses(LanguageModel model) {
        Pair pair = pairs.get(0);
        int layers = model.architecture().layers();
        CausalTrace trace = patching(model).trace(List.of(pair)).get(0);
        List<Row> rows = new ArrayList<>();
        List<Integer> answers = new ArrayList<>();
        double distance = 0;
        double largest = 0;
        try (PairRuns runs = new PairRuns(model, List.of(pair), Set.of(State.H), Set.of(State.H))) {
            Restore nothing = new Restore(Site.embedding(), TokenSpan.at(0), runs.corrupt(), 0);
            for (int site = 0; site < pair.length() * layers; site++) {
                Restore patch =
                        new Restore(new Site(State.H, site % layers), TokenSpan.at(site / layers), runs.clean(), 0);
                rows.add(new Row(runs.corrupt(), 0, List.of(nothing, patch)));
                answers.add(trace.answer());
            }
            float[] whole = Replays.probabilities(model, rows, answers);
            for (int site = 0; site < whole.length; site++) {
                float replayed = trace.effect(site / layers, site % layers).patched();
                distance = Math.max(distance, Math.abs(whole[site] - replayed));
                largest = Math.max(largest, whole[site]);
            }
        }
        return distance / largest;
    }
}
