package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loss of a training step and its derivative against whole passes in double precision. */
class NextTokenLossTest {

    private static final double STEP = 1e-5;
    private static final double FACTOR = 0.5;

    static List<ModelConfig> shapes() {
        return Shapes.all();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theDerivativeByEveryKindOfWeightEqualsDifferences(ModelConfig config) {
        RandomWeights weights = RandomWeights.of(config, 0.3);
        List<int[]> rows = rows(5, 9, 7); // of uneven lengths
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            NextTokenLoss.Sloped sloped =
                    new NextTokenLoss(owner, config).sloped(tensors(weights, owner), rows, FACTOR);

            assertEquals(loss(weights.naive(), rows), sloped.sum(), 1e-4);
            float[] slope = sloped.slope().toFloatArray();
            int offset = 0;
            for (String name : new TreeMap<>(weights.values()).keySet()) {
                int size = Objects.requireNonNull(weights.values().get(name)).length;
                for (int i : new int[] {0, size / 3, size - 1}) {
                    double expected = FACTOR * difference(weights.naive(), rows, name, i);
                    assertEquals(expected, slope[offset + i], 2e-5 + 1e-3 * Math.abs(expected), name + " at " + i);
                }
                offset += size;
            }
            assertEquals(offset, slope.length);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void rowsOfOneLengthAndMoreTokensThanAStateIsKeptFor(ModelConfig config) {
        RandomWeights weights = RandomWeights.of(config, 0.3);
        List<int[]> rows = rows(38, 38);
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            SortedMap<String, NDArray> tensors = tensors(weights, owner);
            NextTokenLoss loss = new NextTokenLoss(owner, config);

            NextTokenLoss.Sloped sloped = loss.sloped(tensors, rows, FACTOR);

            assertEquals(loss(weights.naive(), rows), sloped.sum(), 1e-3);
            assertEquals(sloped.sum(), loss.of(tensors, rows), 1e-3);
            float[] slope = sloped.slope().toFloatArray();
            int offset = 0;
            for (String name : new TreeMap<>(weights.values()).keySet()) {
                double expected = FACTOR * difference(weights.naive(), rows, name, 1);
                assertEquals(expected, slope[offset + 1], 5e-5 + 1e-3 * Math.abs(expected), name);
                offset += Objects.requireNonNull(weights.values().get(name)).length;
            }
        }
    }

    @Test
    void theSameRowsGiveTheSameBits() {
        for (ModelConfig config : shapes()) {
            RandomWeights weights = RandomWeights.of(config, 0.3);
            try (NDManager owner = TorchEngine.newManager("cpu")) {
                SortedMap<String, NDArray> tensors = tensors(weights, owner);
                NextTokenLoss loss = new NextTokenLoss(owner, config);
                float[] first = loss.sloped(tensors, rows(20, 20), 1).slope().toFloatArray();

                float[] again = loss.sloped(tensors, rows(20, 20), 1).slope().toFloatArray();

                assertArrayEquals(first, again);
            }
        }
    }

    private static SortedMap<String, NDArray> tensors(RandomWeights weights, NDManager owner) {
        return new TreeMap<>(weights.tensors(owner));
    }

    private static List<int[]> rows(int... lengths) {
        Random random = new Random(3);
        List<int[]> rows = new ArrayList<>();
        for (int length : lengths) {
            rows.add(IntStream.range(0, length)
                    .map(i -> random.nextInt(Shapes.VOCABULARY))
                    .toArray());
        }
        return rows;
    }

    private static double difference(NaiveModel naive, List<int[]> rows, String name, int i) {
        double[] weight = Objects.requireNonNull(naive.weights().get(name));
        double was = weight[i];
        weight[i] = was + STEP;
        double above = loss(naive, rows);
        weight[i] = was - STEP;
        double below = loss(naive, rows);
        weight[i] = was;
        return (above - below) / (2 * STEP);
    }

    private static double loss(NaiveModel naive, List<int[]> rows) {
        double sum = 0;
        for (int[] row : rows) {
            int[] seen = Arrays.copyOf(row, row.length - 1);
            double[][] logits = naive.logits(seen, 0, NaiveModel.Hook.NONE);
            for (int t = 0; t < seen.length; t++) {
                sum -= Math.log(Formula.softmax(logits[t])[row[t + 1]]);
            }
        }
        return sum;
    }
}
