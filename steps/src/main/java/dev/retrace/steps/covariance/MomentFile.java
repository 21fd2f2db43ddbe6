package dev.retrace.steps.covariance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.weights.DoubleTensors;
import dev.retrace.steps.weights.DoubleTensors.Tensor;
import dev.retrace.steps.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Sums of k kᵀ over the tokens of some texts, and how many there were, as a file holds them: one matrix
 * {@code layers.12.w_o} a weight and layer, and the numbers {@code tokens} and {@code texts}.
 */
public final class MomentFile {

    private static final String TOKENS = "tokens";
    private static final String TEXTS = "texts";
    private static final Comparator<Matrix> ORDER =
            Comparator.comparingInt(Matrix::layer).thenComparing(Matrix::weight);

    private final TensorFile file;
    private final SortedSet<Matrix> matrices = new TreeSet<>(ORDER);
    private final Sample sample;

    /** How much was added up. */
    public record Sample(long tokens, long texts) {}

    private MomentFile(TensorFile file) throws IOException {
        this.file = file;
        file.tensors().keySet().stream()
                .filter(name -> !name.equals(TOKENS) && !name.equals(TEXTS))
                .forEach(name -> matrices.add(matrix(name)));
        this.sample = new Sample((long) number(TOKENS), (long) number(TEXTS));
        if (sample.tokens < 1 || matrices.isEmpty()) {
            throw new StepException(file.file() + ": holds no second moments. Give the output of covariance");
        }
    }

    /**
     * The matrix whose inputs stand for those of another: W_a and W_g of a Mamba have the same, so these are
     * added up once, in the name of W_a.
     */
    public static Matrix shared(Matrix matrix) {
        return matrix.weight() == Weight.W_G ? new Matrix(Weight.W_A, matrix.layer()) : matrix;
    }

    /**
     * Writes sums.
     *
     * @param sums for each matrix n and the (n, n) of them, row by row
     */
    static void write(Path path, Map<Matrix, Sum> sums, Sample sample) throws IOException {
        TreeMap<String, Tensor> tensors = new TreeMap<>();
        sums.forEach((matrix, sum) ->
                tensors.put(matrix.symbol(), new Tensor(List.of((long) sum.size(), (long) sum.size()), sum.values())));
        tensors.put(TOKENS, new Tensor(List.of(1L), () -> new double[] {sample.tokens}));
        tensors.put(TEXTS, new Tensor(List.of(1L), () -> new double[] {sample.texts}));
        DoubleTensors.write(path, tensors);
    }

    /** A sum to be written: n, and the (n, n) of it when its turn comes. */
    record Sum(int size, Supplier<double[]> values) {}

    /**
     * Reads what is in a file, but no sum yet.
     *
     * @throws StepException if these are no second moments
     */
    public static MomentFile read(Path path) throws IOException {
        return new MomentFile(TensorFile.read(path));
    }

    /** The weights and layers that it has, by layer. */
    public SortedSet<Matrix> matrices() {
        return matrices;
    }

    /** How much was added up. */
    public Sample sample() {
        return sample;
    }

    /** n of a matrix whose sums are (n, n). */
    int size(Matrix matrix) {
        List<Long> shape = entry(matrix).shape();
        if (shape.size() != 2 || !shape.get(0).equals(shape.get(1)) || shape.get(0) > 1 << 14) {
            throw new StepException(file.file() + ": " + matrix.symbol() + " has the shape " + shape
                    + ", but second moments are square. Give the output of covariance");
        }
        return Math.toIntExact(shape.get(0));
    }

    /** The sums of a matrix, row by row. */
    double[] sum(Matrix matrix) throws IOException {
        entry(matrix);
        return DoubleTensors.read(file, matrix.symbol());
    }

    /**
     * C = E[k kᵀ] of a matrix's inputs, or of one that has the same.
     *
     * @return (n, n) float64, of the owner
     * @throws StepException if it was not added up
     */
    public NDArray mean(NDManager owner, Matrix matrix) throws IOException {
        Matrix held = shared(matrix);
        int size = size(held);
        double[] mean = sum(held);
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= sample.tokens;
        }
        return owner.create(mean, new Shape(size, size));
    }

    private TensorFile.Entry entry(Matrix matrix) {
        if (!matrices.contains(matrix)) {
            throw new StepException("there are no second moments of " + matrix.symbol() + ", only of "
                    + matrices.stream().map(Matrix::symbol).toList() + "; name it under layers and weights of"
                    + " covariance");
        }
        return file.entry(matrix.symbol());
    }

    private double number(String name) throws IOException {
        double[] values = DoubleTensors.read(file, name);
        return values.length == 1 ? values[0] : 0;
    }

    private Matrix matrix(String name) {
        return Matrix.named(name)
                .orElseThrow(() -> new StepException(file.file() + ": holds a tensor '" + name
                        + "', which is none of second moments. Give the output of covariance"));
    }
}
