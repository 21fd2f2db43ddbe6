package dev.retrace.steps.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.model.NextTokenLoss;
import dev.retrace.steps.tensor.Scoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A model whose weights are being found, step by step. Rows of a step go through the model some at a time, on as
 * many threads as there are; which ones go together depends on the step alone, and their slopes are added in their
 * order, so that the bits depend on no thread.
 *
 * <p>Mutable: each step changes the weights. The caller closes the manager.
 */
final class Training {

    /** Predicted tokens of rows that go together, at most, unless one row has more; they fit into a cache. */
    private static final int TOKENS_TOGETHER = 1024;

    private final SortedMap<String, Shape> shapes;
    private final WeightVector weights;
    private final AdamW optimizer;
    private final NextTokenLoss loss;
    private final Schedule schedule;
    private final double clip;
    private int step;

    /**
     * How weights are found.
     *
     * @param decay of matrices
     * @param clip the greatest length of a step's slope
     */
    record Setting(Schedule schedule, double decay, double clip) {

        Setting {
            if (!(decay >= 0 && decay < 1)) {
                throw new IllegalArgumentException("weight-decay is from 0 to below 1, but is " + decay);
            }
            if (!(clip > 0)) {
                throw new IllegalArgumentException("clip is above 0, but is " + clip);
            }
        }
    }

    /**
     * What a step did.
     *
     * @param loss of its rows before it, a mean over their tokens, in nats
     * @param rate its learning rate
     * @param norm the length of its slope before clipping
     */
    record Taken(double loss, double rate, double norm) {}

    /** @param state where it begins */
    Training(ModelConfig config, Setting setting, TrainingState state, NDManager owner) {
        this.shapes = NextTokenLoss.shapes(config);
        this.weights = new WeightVector(shapes, state.weights(), owner);
        this.optimizer = new AdamW(
                weights.all(),
                WeightVector.vector(shapes, state.mean(), owner),
                WeightVector.vector(shapes, state.square(), owner),
                WeightVector.vector(shapes, decays(shapes, setting.decay()), owner));
        this.loss = new NextTokenLoss(owner, config);
        this.schedule = setting.schedule();
        this.clip = setting.clip();
        this.step = state.step();
    }

    /** Matrices shrink; biases, norms and what steers a scan's state do not. */
    private static SortedMap<String, float[]> decays(SortedMap<String, Shape> shapes, double decay) {
        SortedMap<String, float[]> decays = new TreeMap<>();
        shapes.forEach((name, shape) -> {
            float[] of = new float[Math.toIntExact(shape.size())];
            boolean shrinks = shape.dimension() > 1 && !name.endsWith("A_log");
            Arrays.fill(of, shrinks ? (float) decay : 0);
            decays.put(name, of);
        });
        return decays;
    }

    /** How many steps were taken. */
    int step() {
        return step;
    }

    /**
     * Takes a step.
     *
     * @throws StepException if the loss is no number any more
     */
    Taken take(List<int[]> rows) {
        double rate = schedule.rate(step);
        double factor = 1.0 / predicted(rows);
        List<NextTokenLoss.Sloped> parts = together(rows).parallelStream()
                .map(some -> loss.sloped(weights.tensors(), some, factor))
                .toList();
        double sum = 0;
        for (NextTokenLoss.Sloped part : parts) {
            sum += part.sum();
        }
        NDArray slope = parts.get(0).slope();
        parts.subList(1, parts.size()).forEach(part -> slope.addi(part.slope()));
        double norm = Scoped.value(() -> Math.sqrt(slope.square().sum().getFloat()));
        if (!Double.isFinite(sum) || !Double.isFinite(norm)) {
            throw new StepException("at step " + (step + 1) + " the loss is " + sum * factor
                    + " and the length of its slope " + norm + ": the training went astray; lower learning-rate");
        }
        if (norm > clip) {
            slope.muli((float) (clip / norm));
        }
        optimizer.step(slope, rate, ++step);
        parts.forEach(part -> part.slope().close());
        return new Taken(sum * factor, rate, norm);
    }

    /** The loss of rows without a step, a mean over their tokens, in nats. */
    double loss(List<int[]> rows) {
        List<Double> sums = together(rows).parallelStream()
                .map(some -> loss.of(weights.tensors(), some))
                .toList();
        double sum = 0;
        for (double part : sums) {
            sum += part;
        }
        return sum / predicted(rows);
    }

    /** Where it stands. */
    TrainingState state() {
        return new TrainingState(
                step,
                WeightVector.parts(shapes, weights.all()),
                WeightVector.parts(shapes, optimizer.mean()),
                WeightVector.parts(shapes, optimizer.square()));
    }

    private static long predicted(List<int[]> rows) {
        return rows.stream().mapToLong(row -> row.length - 1).sum();
    }

    private static List<List<int[]>> together(List<int[]> rows) {
        int most = Math.max(1, TOKENS_TOGETHER / Math.max(1, rows.get(0).length - 1));
        List<List<int[]>> parts = new ArrayList<>();
        for (int begin = 0; begin < rows.size(); begin += most) {
            parts.add(rows.subList(begin, Math.min(begin + most, rows.size())));
        }
        return parts;
    }
}
