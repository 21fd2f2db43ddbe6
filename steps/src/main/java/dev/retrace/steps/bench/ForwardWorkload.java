package dev.retrace.steps.bench;

import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import dev.retrace.steps.model.TokenBatch;
import dev.retrace.steps.model.Workload;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Whole prompts, to the logits of their last token.
 *
 * @param prompts made up
 */
record ForwardWorkload(List<int[]> prompts) implements Workload {

    private static final int SEED = 1;

    ForwardWorkload {
        prompts = List.copyOf(prompts);
    }

    static ForwardWorkload of(int rows, int tokens, int vocabulary) {
        Random random = new Random(SEED);
        return new ForwardWorkload(IntStream.range(0, rows)
                .mapToObj(row -> random.ints(tokens, 0, vocabulary).toArray())
                .toList());
    }

    @Override
    public String name() {
        return "forward of %d x %d tokens".formatted(prompts.size(), prompts.get(0).length);
    }

    @Override
    public int units() {
        return 1;
    }

    @Override
    public double run(LanguageModel model) {
        try (PrefixCache run = model.prefill(new TokenBatch(prompts), Keep.nothing())) {
            List<Row> rows = IntStream.range(0, prompts.size())
                    .mapToObj(row -> new Row(run, row, List.of()))
                    .toList();
            Readout top = model.replay(rows, new Query.Top());
            return IntStream.range(0, rows.size()).mapToDouble(top::probability).sum();
        }
    }
}
