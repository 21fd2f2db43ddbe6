package dev.retrace.steps.ablation;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.effect.LayerWindow;
import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Replace;
import dev.retrace.steps.intervention.Intervention.Restore;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import dev.retrace.steps.model.TokenBatch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * Mean ablation: for every setting and layer, the answer's probability in a run whose state is its mean at
 * the setting's tokens, in a window of layers.
 *
 * <p>Source: Sen Sharma et al. (arXiv 2404.03646), figure 9, as in the authors' code, which holds the state
 * at all other tokens before the last at its clean value. Before the first ablated token it has that value
 * anyway, since nothing there changed, so only the tokens after it are held, and only they are computed.
 */
final class MeanAblation {

    private final LanguageModel model;
    private final StateMeans means;
    private final LayerWindow window;
    private final List<Setting> settings;

    MeanAblation(LanguageModel model, StateMeans means, LayerWindow window, List<Setting> settings) {
        this.model = model;
        this.means = means;
        this.window = window;
        this.settings = List.copyOf(settings);
    }

    /** The prompts in groups that are measured together; depends on the prompts and the model alone. */
    List<List<Prompt>> groups(List<Prompt> prompts) {
        return Replays.groups(model, prompts, prompt -> (long) prompt.length() * settings.size() * layers());
    }

    /** What all ablations of some prompts do: by prompt, setting, layer. */
    List<Ablation> measure(List<Prompt> prompts) {
        TokenBatch batch = new TokenBatch(prompts.stream().map(Prompt::tokenIds).toList());
        try (PrefixCache clean = model.prefill(batch, new Keep(Set.of(means.state()), true))) {
            Readout answers = model.replay(unchanged(clean), new Query.Top());
            List<Row> rows = new ArrayList<>();
            List<Integer> asked = new ArrayList<>();
            List<Ablation> planned = planned(prompts, answers);
            for (int i = 0; i < planned.size(); i++) {
                if (planned.get(i).tokens() > 0) {
                    int prompt = i / (settings.size() * layers());
                    rows.add(new Row(clean, prompt, changes(planned.get(i), clean, prompt)));
                    asked.add(planned.get(i).answer());
                }
            }
            return done(planned, Replays.probabilities(model, rows, asked));
        }
    }

    /** All ablations, before any is done. */
    private List<Ablation> planned(List<Prompt> prompts, Readout answers) {
        List<Ablation> planned = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            Prompt prompt = prompts.get(i);
            for (Setting setting : settings) {
                int tokens = setting.tokens(prompt.subject(), prompt.length()).cardinality();
                for (int layer = 0; layer < layers(); layer++) {
                    planned.add(new Ablation(
                            prompt,
                            new Ablation.Cell(setting, layer),
                            tokens,
                            answers.token(i),
                            answers.probability(i),
                            Float.NaN));
                }
            }
        }
        return planned;
    }

    /** With the probabilities of those that have a token to ablate, in their order. */
    private static List<Ablation> done(List<Ablation> planned, float[] probabilities) {
        List<Ablation> done = new ArrayList<>();
        int next = 0;
        for (Ablation each : planned) {
            float ablated = each.tokens() > 0 ? probabilities[next++] : Float.NaN;
            done.add(new Ablation(each.prompt(), each.cell(), each.tokens(), each.answer(), each.clean(), ablated));
        }
        return done;
    }

    private List<Intervention> changes(Ablation ablation, PrefixCache clean, int prompt) {
        int length = ablation.prompt().length();
        BitSet ablated = ablation.cell().setting().tokens(ablation.prompt().subject(), length);
        List<Intervention> changes = new ArrayList<>();
        int layer = ablation.cell().layer();
        for (int k = window.begin(layer); k < window.end(layer, layers()); k++) {
            Site site = new Site(means.state(), k);
            NDArray mean = means.byLayer().get(k);
            int begin = ablated.nextSetBit(0);
            while (begin < length) {
                boolean replaced = ablated.get(begin);
                int end = replaced ? ablated.nextClearBit(begin) : nextSet(ablated, begin, length - 1);
                if (replaced) {
                    changes.add(new Replace(site, new TokenSpan(begin, end), mean));
                } else if (begin < end) { // nothing is left before the last token
                    changes.add(new Restore(site, new TokenSpan(begin, end), clean, prompt));
                }
                begin = Math.max(end, begin + 1);
            }
        }
        return changes;
    }

    /** The next token of a set, or the limit if there is none before it. */
    private static int nextSet(BitSet tokens, int from, int limit) {
        int next = tokens.nextSetBit(from);
        return next < 0 ? limit : Math.min(next, limit);
    }

    private static List<Row> unchanged(PrefixCache run) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < run.prompts(); i++) {
            rows.add(new Row(run, i, List.of()));
        }
        return rows;
    }

    private int layers() {
        return model.architecture().layers();
    }
}
