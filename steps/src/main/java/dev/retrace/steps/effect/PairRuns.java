package dev.retrace.steps.effect;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.intervention.Noise;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import dev.retrace.steps.model.TokenBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The clean and the corrupt run of some pairs, unchanged, and the answer of each pair: what patching
 * and path blocking start from.
 */
public final class PairRuns implements AutoCloseable {

    private final PrefixCache clean;
    private final PrefixCache corrupt;
    private final List<Baseline> baselines;

    /**
     * Runs both sides.
     *
     * @param ofClean states of the clean run to restore from
     * @param ofCorrupt states of the corrupt run to restore from; it can be replayed in any case
     */
    public PairRuns(LanguageModel model, List<Pair> pairs, Set<State> ofClean, Set<State> ofCorrupt) {
        clean = model.prefill(batch(pairs, Pair::clean, Map.of()), new Keep(ofClean, true));
        try {
            corrupt = model.prefill(batch(pairs, Pair::corrupt, noise(pairs)), new Keep(ofCorrupt, true));
        } catch (RuntimeException | Error failed) {
            clean.close();
            throw failed;
        }
        try {
            baselines = baselines(model, clean, corrupt);
        } catch (RuntimeException | Error failed) {
            close();
            throw failed;
        }
    }

    /**
     * Refuses pairs that another model's tokenizer made.
     *
     * @throws StepException if a token lies outside the vocabulary; says which
     */
    public static void requireVocabulary(Architecture architecture, List<Pair> pairs) {
        for (Pair pair : pairs) {
            int highest = Math.max(
                    Collections.max(pair.clean().ids()),
                    Collections.max(pair.corrupt().ids()));
            if (highest >= architecture.vocabulary()) {
                throw new StepException("the pair '" + pair.clean().prompt() + "' holds token " + highest
                        + ", but the model's vocabulary has " + architecture.vocabulary()
                        + " tokens; build the pairs with the same model");
            }
        }
    }

    /** The run about the fact's subject; prompt i is pair i. */
    public PrefixCache clean() {
        return clean;
    }

    /** The run about the other subject; prompt i is pair i. */
    public PrefixCache corrupt() {
        return corrupt;
    }

    /** What is measured of a pair. */
    public Baseline baseline(int pair) {
        return baselines.get(pair);
    }

    @Override
    public void close() {
        corrupt.close();
        clean.close();
    }

    private static List<Baseline> baselines(LanguageModel model, PrefixCache clean, PrefixCache corrupt) {
        Readout answers = model.replay(unchanged(clean), new Query.Top());
        List<Integer> tokens = new ArrayList<>();
        for (int i = 0; i < clean.prompts(); i++) {
            tokens.add(answers.token(i));
        }
        Readout lows = model.replay(unchanged(corrupt), new Query.Probability(tokens));
        List<Baseline> baselines = new ArrayList<>();
        for (int i = 0; i < clean.prompts(); i++) {
            baselines.add(new Baseline(tokens.get(i), answers.probability(i), lows.probability(i)));
        }
        return baselines;
    }

    private static List<Row> unchanged(PrefixCache run) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < run.prompts(); i++) {
            rows.add(new Row(run, i, List.of()));
        }
        return rows;
    }

    private static Map<Integer, Noise> noise(List<Pair> pairs) {
        Map<Integer, Noise> noise = new HashMap<>();
        for (int i = 0; i < pairs.size(); i++) {
            int prompt = i;
            pairs.get(i).noise().ifPresent(added -> noise.put(prompt, added));
        }
        return noise;
    }

    private static TokenBatch batch(List<Pair> pairs, Function<Pair, Pair.Side> side, Map<Integer, Noise> noise) {
        return new TokenBatch(
                pairs.stream().map(pair -> side.apply(pair).tokenIds()).toList(),
                pairs.stream().map(pair -> side.apply(pair).pads()).toList(),
                noise);
    }
}
