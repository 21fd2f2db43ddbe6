package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.checkpoint.Gpt2Config;
import dev.retrace.steps.checkpoint.GptNeoXConfig;
import dev.retrace.steps.checkpoint.Mamba2Config;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.tensor.Activation;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The forward pass of each family, 32 prompts of 16 tokens to the logits of their last, in the shape of
 * the published models of about 130 million parameters, with random weights: in GFLOP/s of its matrix
 * products alone, and as a share of what a plain product of 1024 x 1024 matrices does on the same
 * threads. Rounds of both alternate, and medians are compared, so that other work on the machine meets
 * both. One torch thread each; batches run on the common pool.
 */
public final class ForwardBenchmark {

    private static final int ROWS = 32;
    private static final int TOKENS = 16;
    private static final int ROUNDS = 9;
    private static final int SIDE = 1024;
    private static final int PRODUCTS = 16;
    private static final int VOCABULARY = 50280;

    private ForwardBenchmark() {}

    /** Runs all families and prints a line for each. */
    public static void main(String[] arguments) {
        measure("mamba", new MambaConfig(24, 768, 1536, 16, 4, 48, VOCABULARY, 1e-5, true));
        measure(
                "mamba2",
                new Mamba2Config(
                        24, 768, 24, 64, 128, 1, 4, VOCABULARY, 1e-5, 0, OptionalDouble.empty(), 1, true, false, true));
        measure(
                "gpt-neox",
                new GptNeoXConfig(
                        12, 768, 12, 3072, 2048, 16, 10_000, VOCABULARY, 1e-5, Activation.GELU, true, true, false));
        measure("gpt2", new Gpt2Config(12, 768, 12, 3072, 1024, VOCABULARY, 1e-5, Activation.GELU_TANH, true));
    }

    private static void measure(String name, ModelConfig config) {
        NDManager owner = TorchEngine.newManager("cpu");
        try (LanguageModel model = RandomWeights.of(config, 0).model(owner)) {
            Random random = new Random(1);
            List<int[]> prompts = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                prompts.add(random.ints(TOKENS, 0, VOCABULARY).toArray());
            }
            double[] plain = new double[ROUNDS];
            double[] forward = new double[ROUNDS];
            for (int round = -2; round < ROUNDS; round++) {
                double product = product(owner);
                double pass = operations(config) / time(() -> forward(model, prompts));
                if (round >= 0) {
                    plain[round] = product;
                    forward[round] = pass;
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-9s %6.1f GFLOP/s, %3.0f %% of the plain product's %.1f%n",
                    name,
                    median(forward),
                    100 * median(forward) / median(plain),
                    median(plain));
        }
    }

    private static void forward(LanguageModel model, List<int[]> prompts) {
        try (PrefixCache run = model.prefill(new TokenBatch(prompts), Keep.forReplay())) {
            List<Row> rows = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                rows.add(new Row(run, row, List.of()));
            }
            model.replay(rows, new Query.Top());
        }
    }

    /** Two per weight and token; the output matrix sees one token of each row. */
    private static double operations(ModelConfig config) {
        double operations = 2.0 * ROWS * config.width() * config.vocabulary();
        for (var tensor : config.layout(List.of("transformer.wte.weight")).due().entrySet()) {
            boolean multiplied = tensor.getValue().size() == 2
                    && !tensor.getKey().matches(".*(A_log|embed.*|lm_head\\.weight|wte\\.weight|wpe\\.weight)");
            if (multiplied) {
                operations += 2.0
                        * ROWS
                        * TOKENS
                        * tensor.getValue().get(0)
                        * tensor.getValue().get(1);
            }
        }
        return operations;
    }

    /** GFLOP/s of a plain product, on as many threads as batches run on. */
    private static double product(NDManager owner) {
        NDArray side = owner.ones(new Shape(SIDE, SIDE));
        double nanos = time(() -> IntStream.range(0, PRODUCTS)
                .parallel()
                .forEach(i -> Scoped.run(() -> side.matMul(side))));
        side.close();
        return 2.0 * PRODUCTS * SIDE * SIDE * SIDE / nanos;
    }

    private static double time(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return System.nanoTime() - begin;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
