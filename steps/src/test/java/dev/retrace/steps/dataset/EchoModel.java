package dev.retrace.steps.dataset;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.model.Gradients;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Loss;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import dev.retrace.steps.model.TokenBatch;
import java.util.List;
import java.util.Map;

/** A model that expects the prompt's last token once more, with probability 0.5. */
record EchoModel(int positions) implements LanguageModel {

    @Override
    public Architecture architecture() {
        return new Architecture("echo", 1, 96, positions, 1, Map.of(), Map.of());
    }

    @Override
    public int replayTokens() {
        return 1 << 14;
    }

    @Override
    public PrefixCache prefill(TokenBatch prompts, Keep keep) {
        return new Run(prompts.prompts());
    }

    @Override
    public Readout replay(List<Row> rows, Query query) {
        return new Readout() {
            @Override
            public int rows() {
                return rows.size();
            }

            @Override
            public int token(int row) {
                int[] ids = ((Run) rows.get(row).base()).all().get(rows.get(row).prompt());
                return ids[ids.length - 1];
            }

            @Override
            public boolean isTop(int row) {
                return true;
            }

            @Override
            public float probability(int row) {
                return 0.5f;
            }

            @Override
            public float[] logits(int row, int position) {
                throw new IllegalStateException("not asked");
            }
        };
    }

    @Override
    public Gradients vjp(List<Row> rows, List<Loss> losses, List<Site> sites, List<Integer> tokens) {
        throw new UnsupportedOperationException("an echo has no derivative");
    }

    @Override
    public List<float[]> decode(List<float[]> residuals) {
        throw new UnsupportedOperationException("an echo has no residual stream");
    }

    @Override
    public void close() {}

    private record Run(List<int[]> all) implements PrefixCache {

        @Override
        public int prompts() {
            return all.size();
        }

        @Override
        public int length(int prompt) {
            return all.get(prompt).length;
        }

        @Override
        public NDArray kept(Site site) {
            throw new IllegalArgumentException("nothing is kept");
        }

        @Override
        public void close() {}
    }
}
