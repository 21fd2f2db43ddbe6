package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.tensor.Autograd;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.Tape;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How badly a model predicts each next token of some rows, and the derivative by every weight:
 *
 * <pre>{@code L = -Σ_rows Σ_t log p(x[t + 1] | x[0 … t])}</pre>
 *
 * <p>What is recorded of a layer is freed as soon as the derivative has come down through it. In float32; may be
 * asked from several threads.
 */
public final class NextTokenLoss {

    private final NDManager owner;
    private final ModelConfig config;

    /**
     * @param owner makes tensors
     * @param config of the model
     */
    public NextTokenLoss(NDManager owner, ModelConfig config) {
        this.owner = owner;
        this.config = config;
    }

    /**
     * A loss and its derivative.
     *
     * @param sum L
     * @param slope of factor · L by each number of the weights, one weight after the other in the order of their
     *     names, (p); the caller closes it
     */
    public record Sloped(double sum, NDArray slope) {}

    /**
     * The loss alone.
     *
     * @param weights all that the model has, by name
     * @param rows of at least two tokens
     */
    public double of(SortedMap<String, NDArray> weights, List<int[]> rows) {
        return Scoped.value(() -> {
            Descent descent = new Descent(weights, rows, 0);
            NDArray h = descent.embedded();
            for (int layer = 0; layer < config.layers(); layer++) {
                NDArray entered = h;
                Block block = descent.family.block(layer);
                h = Scoped.result(() -> block.forward(entered, new WholePass(owner, descent.packing, Tape.NONE)));
            }
            NDArray logits = descent.family.head().of(descent.family.normalized(h));
            return descent.loss(logits.logSoftmax(1));
        });
    }

    /**
     * The loss with its derivative.
     *
     * @param factor that the derivative is multiplied by: one over the number of predicted tokens for that of the mean
     */
    public Sloped sloped(SortedMap<String, NDArray> weights, List<int[]> rows, double factor) {
        return Scoped.value(() -> Autograd.recorded(() -> {
            SortedMap<String, NDArray> leaves = new TreeMap<>();
            weights.forEach((name, weight) -> leaves.put(name, Autograd.leaf(weight)));
            Descent descent = new Descent(leaves, rows, factor);
            NDArray h = descent.embedded();
            Tape.recording().backward(h, descent.slope(0, h));
            NDList slopes = new NDList();
            leaves.values().forEach(leaf -> slopes.add(Autograd.gradient(leaf).flatten()));
            return new Sloped(descent.sum, Scoped.hand(NDArrays.concat(slopes), owner));
        }));
    }

    /** Up through the layers and down again. */
    private final class Descent {

        private final Family family;
        private final List<int[]> rows;
        private final Packing packing; // of all tokens but each row's last
        private final double factor;
        private double sum;

        Descent(SortedMap<String, NDArray> weights, List<int[]> rows, double factor) {
            this.family = ModelLoader.family(owner, config, new Weights(weights, "", Precision.FLOAT32));
            this.rows = new ArrayList<>(rows);
            this.rows.sort(Comparator.comparingInt(row -> -row.length));
            this.packing = new Packing(
                    this.rows.stream().mapToInt(row -> row.length - 1).toArray());
            this.factor = factor;
        }

        NDArray embedded() {
            long[] positions = new long[packing.tokens()];
            for (int row = 0; row < packing.rows(); row++) {
                for (int step = 0; step < packing.length(row); step++) {
                    positions[packing.index(row, step)] = step;
                }
            }
            return family.embed(tokens(0), positions);
        }

        /** Each row's tokens from its first or second on, packed. */
        private long[] tokens(int offset) {
            long[] tokens = new long[packing.tokens()];
            for (int row = 0; row < packing.rows(); row++) {
                for (int step = 0; step < packing.length(row); step++) {
                    tokens[packing.index(row, step)] = rows.get(row)[step + offset];
                }
            }
            return tokens;
        }

        /** The derivative by what enters a layer, (t, d), of the caller's scope; gathers those by its weights. */
        NDArray slope(int layer, NDArray h) {
            return Scoped.result(() -> {
                NDArray entered = Autograd.leaf(h);
                Tape tape = Tape.learning();
                if (layer == config.layers()) {
                    NDArray logits = family.head().of(family.normalized(entered));
                    tape.backward(logits, slope(logits));
                } else {
                    NDArray left = family.block(layer).forward(entered, new WholePass(owner, packing, tape));
                    tape.backward(left, slope(layer + 1, left));
                }
                return Autograd.gradient(entered);
            });
        }

        /** The derivative by the logits, factor (p - 1 at the next token), (t, v). */
        private NDArray slope(NDArray logits) {
            return Scoped.result(() -> {
                NDArray logProbabilities = logits.stopGradient().logSoftmax(1);
                sum = loss(logProbabilities);
                NDArray slope = logProbabilities.exp();
                NDArray cells = slope.reshape(-1, 1);
                long[] next = next();
                TensorRows.put(cells, next, TensorRows.take(owner, cells, next).subi(1));
                return slope.muli(factor);
            });
        }

        double loss(NDArray logProbabilities) {
            NDArray next = TensorRows.take(owner, logProbabilities.reshape(-1, 1), next());
            double loss = 0;
            for (float logProbability : next.toFloatArray()) {
                loss -= logProbability;
            }
            return loss;
        }

        /** Where each token's next one stands in a table (t, v) that is read as one column. */
        private long[] next() {
            long[] next = tokens(1);
            for (int i = 0; i < next.length; i++) {
                next[i] += (long) i * config.vocabulary();
            }
            return next;
        }
    }

    /** The shape of each weight of a model, by its name. */
    public static SortedMap<String, Shape> shapes(ModelConfig config) {
        SortedMap<String, Shape> shapes = new TreeMap<>();
        config.layout(List.of("transformer.wte.weight"))
                .due()
                .forEach((name, sizes) -> shapes.put(name, new Shape(sizes)));
        return shapes;
    }
}
