package dev.retrace.steps.tracing;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.model.Gradients;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Loss;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import dev.retrace.steps.model.TokenBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model whose probabilities say what it was asked: 0.01 for the prompt's first id 1, 0.91 for any
 * other, and in a changed row 0.1 (first layer) + 0.01 (number of layers) + 0.001 (token). The answer
 * is always the prompt's last id.
 */
final class CountingModel implements LanguageModel {

    final List<Integer> rowsOfReplays = new ArrayList<>();
    int open;

    @Override
    public Architecture architecture() {
        return new Architecture(
                "counting", 4, 100, Architecture.ANY_LENGTH, 1, Map.of(State.H, 1, State.S, 1), Map.of());
    }

    @Override
    public int replayTokens() {
        return 1 << 14;
    }

    @Override
    public PrefixCache prefill(TokenBatch prompts, Keep keep) {
        open++;
        return new Run(prompts.prompts());
    }

    @Override
    public Readout replay(List<Row> rows, Query query) {
        rowsOfReplays.add(rows.size());
        return new Readout() {
            @Override
            public int rows() {
                return rows.size();
            }

            @Override
            public int token(int row) {
                int[] ids = ids(rows.get(row));
                return query instanceof Query.Probability asked ? asked.tokens().get(row) : ids[ids.length - 1];
            }

            @Override
            public boolean isTop(int row) {
                return true;
            }

            @Override
            public float probability(int row) {
                return answered(rows.get(row));
            }

            @Override
            public float[] logits(int row, int position) {
                throw new IllegalStateException("not asked");
            }
        };
    }

    @Override
    public Gradients vjp(List<Row> rows, List<Loss> losses, List<Site> sites, List<Integer> tokens) {
        throw new UnsupportedOperationException("what is counted has no derivative");
    }

    @Override
    public List<float[]> decode(List<float[]> residuals) {
        throw new UnsupportedOperationException("what is counted has no residual stream");
    }

    @Override
    public void close() {}

    private static float answered(Row row) {
        if (row.changes().isEmpty()) {
            return ids(row)[0] == 1 ? 0.01f : 0.91f;
        }
        Intervention first = row.changes().get(0);
        return 0.1f * first.layer() + 0.01f * row.changes().size() + 0.001f * first.firstToken();
    }

    private static int[] ids(Row row) {
        return ((Run) row.base()).prompts.get(row.prompt());
    }

    private final class Run implements PrefixCache {

        private final List<int[]> prompts;

        Run(List<int[]> prompts) {
            this.prompts = prompts;
        }

        @Override
        public int prompts() {
            return prompts.size();
        }

        @Override
        public int length(int prompt) {
            return prompts.get(prompt).length;
        }

        @Override
        public NDArray kept(Site site) {
            throw new IllegalArgumentException("nothing is kept");
        }

        @Override
        public void close() {
            open--;
        }
    }
}
