package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.retrace.steps.TestDevice;
import dev.retrace.steps.checkpoint.Gpt2Config;
import dev.retrace.steps.checkpoint.GptNeoXConfig;
import dev.retrace.steps.checkpoint.Mamba2Config;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.tensor.Activation;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches with padding on the left, and the smallest and largest ones. */
class BatchTest {

    private static final int PAD = 0;
    private static final float NEAR = 2e-5f;

    static List<ModelConfig> shapes() {
        return Shapes.all();
    }

    static List<ModelConfig> transformers() {
        return Shapes.all().stream()
                .filter(config -> config instanceof GptNeoXConfig || config instanceof Gpt2Config)
                .toList();
    }

    /** To Mamba a pad is a token like any other; to a transformer it is hidden. The naive model knows both. */
    @ParameterizedTest
    @MethodSource("shapes")
    void leftPaddedRowsEqualWholePassesWithTheirPads(ModelConfig config) {
        TokenBatch batch = TokenBatch.leftPadded(prompts(new Random(5)), PAD);
        RandomWeights weights = RandomWeights.of(config, 0.2);
        float[][][] found = logits(weights, batch);
        for (int row = 0; row < found.length; row++) {
            double[][] whole = weights.naive()
                    .logits(batch.prompts().get(row), batch.pads().get(row), NaiveModel.Hook.NONE);
            for (int token = 0; token < whole.length; token++) {
                for (int i = 0; i < whole[token].length; i++) {
                    assertEquals(whole[token][i], found[row][token][i], NEAR * (1 + Math.abs(whole[token][i])));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transformers")
    void paddingChangesNothingInATransformer(ModelConfig config) {
        List<int[]> prompts = prompts(new Random(6));
        TokenBatch padded = TokenBatch.leftPadded(prompts, PAD);
        RandomWeights weights = RandomWeights.of(config, 0.2);

        float[][][] with = logits(weights, padded);
        float[][][] without = logits(weights, new TokenBatch(prompts));

        for (int row = 0; row < prompts.size(); row++) {
            for (int token = 0; token < prompts.get(row).length; token++) {
                assertArrayEquals(without[row][token], with[row][padded.pads().get(row) + token], NEAR);
            }
        }
    }

    static Stream<Arguments> extremes() {
        return Stream.of(new int[] {1, 1}, new int[] {256, 2}, new int[] {1, 512}, new int[] {256, 512})
                .flatMap(size -> small().stream().map(config -> arguments(size[0], size[1], config)));
    }

    /** One model of each family with one layer: 256 rows of 512 tokens are many. */
    private static List<ModelConfig> small() {
        OptionalDouble none = OptionalDouble.empty();
        int vocabulary = Shapes.VOCABULARY;
        return List.of(
                new MambaConfig(1, 6, 8, 3, 4, 2, vocabulary, 1e-5, true),
                new Mamba2Config(1, 6, 2, 4, 3, 1, 4, vocabulary, 1e-5, 0, none, 1, true, false, true),
                new GptNeoXConfig(1, 8, 2, 12, 512, 2, 100, vocabulary, 1e-5, Activation.GELU, true, true, false),
                new Gpt2Config(1, 8, 2, 12, 512, vocabulary, 1e-5, Activation.GELU_TANH, true));
    }

    @ParameterizedTest
    @MethodSource("extremes")
    void theSmallestAndTheLargestBatchesEqualWholePasses(int rows, int tokens, ModelConfig config) {
        Random random = new Random(7);
        List<int[]> prompts = IntStream.range(0, rows)
                .mapToObj(row -> random.ints(tokens, 0, Shapes.VOCABULARY).toArray())
                .toList();
        RandomWeights weights = RandomWeights.of(config, 0.2);
        try (ResidualModel model = weights.model(TorchEngine.newManager(TestDevice.NAME));
                PrefixCache run = model.prefill(new TokenBatch(prompts), Keep.forReplay())) {
            Readout read = model.replay(unchanged(run), new Query.Logits());
            for (int row = 0; row < rows; row += Math.max(1, rows / 4)) {
                double[] whole = weights.naive().logits(prompts.get(row), 0, NaiveModel.Hook.NONE)[tokens - 1];
                for (int i = 0; i < whole.length; i++) {
                    assertEquals(whole[i], read.logits(row)[i], NEAR * (1 + Math.abs(whole[i])));
                }
            }
        }
    }

    private static List<int[]> prompts(Random random) {
        return Stream.of(5, 1, 9, 2, 9, 4)
                .map(length -> random.ints(length, 0, Shapes.VOCABULARY).toArray())
                .toList();
    }

    /** By row, token and vocabulary. */
    private static float[][][] logits(RandomWeights weights, TokenBatch batch) {
        try (ResidualModel model = weights.model(TorchEngine.newManager(TestDevice.NAME));
                PrefixCache run = model.prefill(batch, Keep.forReplay())) {
            Readout read = model.replay(unchanged(run), new Query.Logits(new Positions.All()));
            float[][][] logits = new float[run.prompts()][][];
            for (int row = 0; row < logits.length; row++) {
                int prompt = row;
                logits[row] = IntStream.range(0, run.length(row))
                        .mapToObj(token -> read.logits(prompt, token))
                        .toArray(float[][]::new);
            }
            return logits;
        }
    }

    private static List<Row> unchanged(PrefixCache run) {
        List<Row> rows = new ArrayList<>();
        for (int prompt = 0; prompt < run.prompts(); prompt++) {
            rows.add(new Row(run, prompt, List.of()));
        }
        return rows;
    }
}
