package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.tensor.Autograd;
import dev.retrace.steps.tensor.Tape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads losses off the residual stream after the last block, and takes their derivative.
 *
 * @param losses one per row, in the caller's order
 */
record LossReading(ResidualModel model, List<Loss> losses) {

    private static final int[] OVER_COLUMNS = {1};

    LossReading {
        losses = List.copyOf(losses);
    }

    /**
     * Refuses a loss that the model or its row cannot have.
     *
     * @param length of the row's prompt
     */
    static void require(ResidualModel model, Loss loss, int length) {
        if (loss instanceof Loss.LogLikelihood asked) {
            asked.positions().forEach(position -> requirePosition(position, length));
            asked.targets().forEach(model::requireToken);
        } else if (loss instanceof Loss.Divergence asked) {
            requirePosition(asked.position(), length);
            requireSize(asked.reference(), model.architecture().vocabulary(), "the vocabulary");
        } else if (loss instanceof Loss.Along asked) {
            requireSize(asked.direction(), model.architecture().width(), "the residual stream");
        }
    }

    private static void requirePosition(int position, int length) {
        if (position < 0 || position >= length) {
            throw new IllegalArgumentException(
                    "a prompt has the positions 0 to " + (length - 1) + ", but a loss is at " + position);
        }
    }

    private static void requireSize(float[] vector, int size, String what) {
        if (vector.length != size) {
            throw new IllegalArgumentException(
                    what + " has " + size + " dimensions, but a loss was given " + vector.length);
        }
    }

    /** ∂ (sum of all losses) / ∂ h, (t, d), of the caller's scope; notes each row's loss. */
    NDArray slope(Stage stage, NDArray h, Gradients into) {
        return Autograd.recorded(() -> {
            NDArray leaf = Autograd.leaf(h);
            NDArray total = Stream.of(Loss.Along.class, Loss.LogLikelihood.class, Loss.Divergence.class)
                    .map(kind -> lines(stage, kind))
                    .filter(lines -> !lines.isEmpty())
                    .map(lines -> total(stage, leaf, lines, into))
                    .reduce(NDArray::add)
                    .orElseThrow();
            Tape.recording().backward(total, total.onesLike());
            return Autograd.gradient(leaf);
        });
    }

    /** A position that a row's loss is read at: the row of the stage, the token, and its share of the loss. */
    private record Line(int row, int token, Loss loss, int which, float weight) {}

    private List<Line> lines(Stage stage, Class<? extends Loss> kind) {
        return IntStream.range(0, stage.rows().size())
                .boxed()
                .filter(row -> kind.isInstance(losses.get(stage.rows().get(row).position())))
                .flatMap(row -> lines(stage.rows().get(row), row))
                .toList();
    }

    private Stream<Line> lines(ReplayRow of, int row) {
        Loss loss = losses.get(of.position());
        if (loss instanceof Loss.LogLikelihood asked) {
            int count = asked.positions().size();
            return IntStream.range(0, count)
                    .mapToObj(i -> new Line(row, asked.positions().get(i), loss, i, 1f / count));
        }
        int token = loss instanceof Loss.Divergence asked
                ? asked.position()
                : of.base().length() - 1;
        return Stream.of(new Line(row, token, loss, 0, 1));
    }

    /** The sum of losses of one kind, which has one derivative. */
    private NDArray total(Stage stage, NDArray h, List<Line> lines, Gradients into) {
        int[][] positions = new int[stage.rows().size()][];
        Arrays.setAll(
                positions,
                row -> lines.stream()
                        .filter(line -> line.row() == row)
                        .mapToInt(Line::token)
                        .toArray());
        NDArray z = stage.read(
                model.owner(), h, List.of(positions), model.architecture().layers());
        NDArray values = values(z, lines);
        float[] weights = new float[lines.size()];
        float[] read = values.toFloatArray();
        for (int i = 0; i < weights.length; i++) {
            weights[i] = lines.get(i).weight();
            into.add(stage.rows().get(lines.get(i).row()).position(), (double) weights[i] * read[i]);
        }
        return values.mul(model.owner().create(weights)).sum();
    }

    /** One value per line, (lines). */
    private NDArray values(NDArray z, List<Line> lines) {
        Loss kind = lines.get(0).loss();
        if (kind instanceof Loss.Along) {
            return z.mul(vectors(lines)).sum(OVER_COLUMNS);
        }
        NDArray log = model.family().head().of(model.family().normalized(z)).logSoftmax(1);
        if (kind instanceof Loss.Divergence) {
            return log.exp().mul(log.sub(vectors(lines))).sum(OVER_COLUMNS);
        }
        long[] targets = lines.stream().mapToLong(LossReading::target).toArray();
        return log.gather(model.owner().create(targets).expandDims(1), 1)
                .squeeze(1)
                .neg();
    }

    private static int target(Line line) {
        return ((Loss.LogLikelihood) line.loss()).targets().get(line.which());
    }

    private NDArray vectors(List<Line> lines) {
        float[][] vectors = lines.stream()
                .map(Line::loss)
                .map(loss ->
                        loss instanceof Loss.Divergence asked ? asked.reference() : ((Loss.Along) loss).direction())
                .toArray(float[][]::new);
        int width = vectors[0].length;
        float[] all = new float[vectors.length * width];
        for (int i = 0; i < vectors.length; i++) {
            System.arraycopy(vectors[i], 0, all, i * width, width);
        }
        return model.owner().create(all, new Shape(vectors.length, width));
    }
}
