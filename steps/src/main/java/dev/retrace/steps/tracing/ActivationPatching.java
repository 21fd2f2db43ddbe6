package dev.retrace.steps.tracing;

import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import dev.retrace.steps.model.TokenBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Activation patching (causal tracing): for every token and layer, the probability of the clean run's
 * answer in the corrupt run whose state there is the clean run's.
 *
 * <p>Source: Sen Sharma et al. (arXiv 2404.03646), section 3. The answer is the clean run's most
 * probable token, whatever the data set says. At tokens before the first that differs both runs are the
 * same, so there nothing is computed: the effect is none.
 */
final class ActivationPatching {

    /** Rows times tokens in one replay at most; bounds memory, and is the same on every machine. */
    private static final int TOKENS_AT_ONCE = 1 << 14;

    private record Cell(int pair, int token, int layer) {}

    private final LanguageModel model;
    private final State state;
    private final LayerWindow window;

    ActivationPatching(LanguageModel model, State state, LayerWindow window) {
        this.model = model;
        this.state = state;
        this.window = window;
    }

    /** The pairs in groups that are traced together, as many as fill one replay; depends on nothing else. */
    static List<List<Pair>> groups(List<Pair> pairs, int layers) {
        List<List<Pair>> groups = new ArrayList<>();
        long filled = TOKENS_AT_ONCE;
        for (Pair pair : pairs) {
            long tokens = (long) pair.length() * pair.length() * layers;
            if (filled + tokens > TOKENS_AT_ONCE) {
                groups.add(new ArrayList<>());
                filled = 0;
            }
            groups.get(groups.size() - 1).add(pair);
            filled += tokens;
        }
        return groups;
    }

    /** The traces of some pairs, in their order. */
    List<CausalTrace> trace(List<Pair> pairs) {
        try (PrefixCache clean = model.prefill(batch(pairs, Pair::clean), new Keep(Set.of(state), true));
                PrefixCache corrupt = model.prefill(batch(pairs, Pair::corrupt), Keep.forReplay())) {
            List<CausalTrace> traces = unpatched(pairs, clean, corrupt);
            List<Cell> cells = cells(pairs);
            int begin = 0;
            while (begin < cells.size()) {
                int end = chunkEnd(pairs, cells, begin);
                patch(cells.subList(begin, end), traces, clean, corrupt);
                begin = end;
            }
            return traces;
        }
    }

    private List<CausalTrace> unpatched(List<Pair> pairs, PrefixCache clean, PrefixCache corrupt) {
        Readout answers = model.replay(unchanged(clean), new Query.Top());
        List<Integer> tokens = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            tokens.add(answers.token(i));
        }
        Readout lows = model.replay(unchanged(corrupt), new Query.Probability(tokens));
        List<CausalTrace> traces = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            traces.add(new CausalTrace(
                    pairs.get(i), tokens.get(i), answers.probability(i), lows.probability(i), layers()));
        }
        return traces;
    }

    private void patch(List<Cell> cells, List<CausalTrace> traces, PrefixCache clean, PrefixCache corrupt) {
        List<Row> rows = new ArrayList<>(cells.size());
        List<Integer> answers = new ArrayList<>(cells.size());
        for (Cell cell : cells) {
            rows.add(new Row(corrupt, cell.pair, restored(cell, clean)));
            answers.add(traces.get(cell.pair).answer());
        }
        Readout readout = model.replay(rows, new Query.Probability(answers));
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            traces.get(cell.pair).set(cell.token, cell.layer, readout.probability(i));
        }
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
            for (int token = firstDifference(pairs.get(pair));
                    token < pairs.get(pair).length();
                    token++) {
                for (int layer = 0; layer < layers(); layer++) {
                    cells.add(new Cell(pair, token, layer));
                }
            }
        }
        return cells;
    }

    private static int firstDifference(Pair pair) {
        int token = 0;
        while (token < pair.length()
                && pair.clean().ids().get(token).equals(pair.corrupt().ids().get(token))) {
            token++;
        }
        return token;
    }

    private static int chunkEnd(List<Pair> pairs, List<Cell> cells, int begin) {
        int end = begin;
        int tokens = 0;
        while (end < cells.size()) {
            tokens += pairs.get(cells.get(end).pair).length();
            if (tokens > TOKENS_AT_ONCE && end > begin) {
                break;
            }
            end++;
        }
        return end;
    }

    private static List<Row> unchanged(PrefixCache run) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < run.prompts(); i++) {
            rows.add(new Row(run, i, List.of()));
        }
        return rows;
    }

    private static TokenBatch batch(List<Pair> pairs, Function<Pair, Pair.Side> side) {
        return new TokenBatch(
                pairs.stream().map(pair -> side.apply(pair).tokenIds()).toList(),
                pairs.stream().map(pair -> side.apply(pair).pads()).toList());
    }

    private int layers() {
        return model.architecture().layers();
    }
}
