package dev.retrace.steps.tracing;

import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.effect.LayerWindow;
import dev.retrace.steps.effect.PairRuns;
import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Activation patching (causal tracing): for every token and layer, the probability of the clean run's
 * answer in the corrupt run whose state there is the clean run's.
 *
 * <p>Source: Sen Sharma et al. (arXiv 2404.03646), section 3. The answer is the clean run's most
 * probable token, whatever the data set says. At tokens before the first that differs both runs are the
 * same, so there nothing is computed: the effect is none.
 */
final class ActivationPatching {

    private record Cell(int pair, int token, int layer) {}

    private final LanguageModel model;
    private final State state;
    private final LayerWindow window;

    ActivationPatching(LanguageModel model, State state, LayerWindow window) {
        this.model = model;
        this.state = state;
        this.window = window;
    }

    /** The pairs in groups that are traced together, as many as fill one replay; depends on them and the model alone. */
    List<List<Pair>> groups(List<Pair> pairs) {
        return Replays.groups(model, pairs, pair -> (long) pair.length() * pair.length() * layers());
    }

    /** The traces of some pairs, in their order. */
    List<CausalTrace> trace(List<Pair> pairs) {
        try (PairRuns runs = new PairRuns(model, pairs, Set.of(state), Set.of())) {
            List<CausalTrace> traces = new ArrayList<>();
            for (int i = 0; i < pairs.size(); i++) {
                traces.add(new CausalTrace(pairs.get(i), runs.baseline(i), layers()));
            }
            List<Cell> cells = cells(pairs);
            float[] patched = patch(cells, runs);
            for (int i = 0; i < patched.length; i++) {
                Cell cell = cells.get(i);
                traces.get(cell.pair).set(cell.token, cell.layer, patched[i]);
            }
            return traces;
        }
    }

    private float[] patch(List<Cell> cells, PairRuns runs) {
        List<Row> rows = new ArrayList<>(cells.size());
        List<Integer> answers = new ArrayList<>(cells.size());
        for (Cell cell : cells) {
            rows.add(new Row(runs.corrupt(), cell.pair, restored(cell, runs.clean())));
            answers.add(runs.baseline(cell.pair).answer());
        }
        return Replays.probabilities(model, rows, answers);
    }

    private List<Intervention> restored(Cell cell, PrefixCache clean) {
        List<Intervention> changes = new ArrayList<>();
        for (int layer = window.begin(cell.layer); layer < window.end(cell.layer, layers()); layer++) {
            changes.add(new Intervention.Restore(new Site(state, layer), TokenSpan.at(cell.token), clean, cell.pair));
        }
        return changes;
    }

    private List<Cell> cells(List<Pair> pairs) {
        List<Cell> cells = new ArrayList<>();
        for (int pair = 0; pair < pairs.size(); pair++) {
            for (int token = pairs.get(pair).firstDifference();
                    token < pairs.get(pair).length();
                    token++) {
                for (int layer = 0; layer < layers(); layer++) {
                    cells.add(new Cell(pair, token, layer));
                }
            }
        }
        return cells;
    }

    private int layers() {
        return model.architecture().layers();
    }
}
