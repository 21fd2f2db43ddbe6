package dev.retrace.steps.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.RandomModel;
import dev.retrace.steps.model.TokenBatch;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Times whole prompts through a model, to the logits of their last token, and a plain product of square
 * matrices beside it. Rounds of both alternate, and medians are compared, so that other work on the
 * machine meets both.
 *
 * @param rows prompts
 * @param tokens of each
 * @param rounds that count, at least 1; two more go before them
 */
record ForwardBench(int rows, int tokens, int rounds, String precision) {

    private static final int SIDE = 1024;
    private static final int PRODUCTS = 16;
    private static final int UNCOUNTED = 2;
    private static final double GIGA = 1e9;

    /**
     * What was measured.
     *
     * @param forward GFLOP/s of the forward pass's matrix products alone, in the time of all of it
     * @param product GFLOP/s of the plain product
     */
    record Speed(double forward, double product) {

        /** The forward pass as a share of the plain product. */
        double share() {
            return forward / product;
        }
    }

    /** Measures a model of this shape with random weights. */
    Speed of(ModelConfig config) {
        try (NDManager owner = TorchEngine.newManager("cpu");
                LanguageModel model = RandomModel.of(config, "cpu", precision)) {
            Random random = new Random(1);
            List<int[]> prompts = IntStream.range(0, rows)
                    .mapToObj(row -> random.ints(tokens, 0, config.vocabulary()).toArray())
                    .toList();
            double[] product = new double[rounds];
            double[] forward = new double[rounds];
            for (int round = -UNCOUNTED; round < rounds; round++) {
                double plain = 2.0 * PRODUCTS * SIDE * SIDE * SIDE / Stopwatch.seconds(() -> product(owner));
                double pass = operations(config) / Stopwatch.seconds(() -> forward(model, prompts));
                if (round >= 0) {
                    product[round] = plain / GIGA;
                    forward[round] = pass / GIGA;
                }
            }
            return new Speed(Stopwatch.median(forward), Stopwatch.median(product));
        }
    }

    private static void forward(LanguageModel model, List<int[]> prompts) {
        try (PrefixCache run = model.prefill(new TokenBatch(prompts), Keep.forReplay())) {
            List<Row> rows = new ArrayList<>();
            for (int row = 0; row < prompts.size(); row++) {
                rows.add(new Row(run, row, List.of()));
            }
            model.replay(rows, new Query.Top());
        }
    }

    /** Two per weight and token; the output matrix sees one token of each row. */
    double operations(ModelConfig config) {
        double weights = 0;
        for (var tensor : config.layout(List.of("transformer.wte.weight")).due().entrySet()) {
            boolean multiplied = tensor.getValue().size() == 2
                    && !tensor.getKey().matches(".*(A_log|embed.*|lm_head\\.weight|wte\\.weight|wpe\\.weight)");
            if (multiplied) {
                weights += (double) tensor.getValue().get(0) * tensor.getValue().get(1);
            }
        }
        return 2.0 * rows * (tokens * weights + (double) config.width() * config.vocabulary());
    }

    /** On as many threads as batches run on. */
    private static void product(NDManager owner) {
        Scoped.run(() -> {
            NDArray side = owner.ones(new Shape(SIDE, SIDE));
            IntStream.range(0, PRODUCTS)
                    .parallel()
                    .forEach(i -> Scoped.run(() -> Precision.FLOAT32.product(side, side)));
        });
    }
}
