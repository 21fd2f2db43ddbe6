package dev.retrace.steps.covariance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.TokenBatch;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TorchEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Adds k kᵀ over every token of texts, k being what a weight matrix is multiplied with; each text is run
 * from its start, and no token is padding.
 *
 * <p>Mutable: texts wait until enough of them make a batch. Where batches are cut depends on the texts alone.
 */
final class SecondMoments implements AutoCloseable {

    /** Inputs of a batch in memory at most, unless a single text has more: as kept, and once more as one list. */
    private static final long BYTES_AT_ONCE = 256L << 20;

    private static final int COPIES = 2;

    private final LanguageModel model;
    private final int most;
    private final NDManager owner;
    private final Map<Matrix, NDArray> sums = new HashMap<>(); // (n, n) float64
    private final List<int[]> waiting = new ArrayList<>();
    private final long bytesPerToken;
    private long tokens;
    private int texts;

    /**
     * @param most tokens of a text; what is longer is cut
     * @param device that holds the sums
     */
    SecondMoments(LanguageModel model, Set<Matrix> matrices, int most, String device) {
        this.model = model;
        this.most = Math.min(most, model.architecture().positions());
        this.owner = TorchEngine.newManager(device);
        long width = 0;
        for (Matrix matrix : matrices) {
            int inputs = Objects.requireNonNull(
                            model.architecture().weights().get(matrix.weight()), matrix + " is not of the model")
                    .inputs();
            sums.put(matrix, owner.zeros(new Shape(inputs, inputs), DataType.FLOAT64));
            width += inputs;
        }
        this.bytesPerToken = width * Float.BYTES * COPIES;
    }

    /** Adds a text of at least one token. */
    void add(int[] text) {
        int[] ids = Arrays.copyOf(text, Math.min(text.length, most));
        int longest = waiting.stream().mapToInt(other -> other.length).max().orElse(0);
        long padded = (waiting.size() + 1L) * Math.max(longest, ids.length);
        if (!waiting.isEmpty() && padded * bytesPerToken > BYTES_AT_ONCE) {
            flush();
        }
        waiting.add(ids);
        texts++;
        tokens += ids.length;
    }

    /** How much was added. */
    MomentFile.Sample sample() {
        return new MomentFile.Sample(tokens, texts);
    }

    /** The sums so far, (n, n) row by row. */
    double[] sum(Matrix matrix) {
        flush();
        return Objects.requireNonNull(sums.get(matrix)).toDoubleArray();
    }

    /** Writes the sums so far. */
    void write(Path file) throws IOException {
        Map<Matrix, MomentFile.Sum> written = new HashMap<>();
        sums.forEach((matrix, sum) ->
                written.put(matrix, new MomentFile.Sum((int) sum.getShape().get(0), () -> sum(matrix))));
        MomentFile.write(file, written, sample());
    }

    private void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        try (PrefixCache run = model.prefill(new TokenBatch(waiting), Keep.inputs(sums.keySet()))) {
            Map<Matrix, NDArray> inputs = new HashMap<>();
            sums.keySet().forEach(matrix -> inputs.put(matrix, run.input(matrix)));
            sums.entrySet().parallelStream()
                    .forEach(sum ->
                            Scoped.run(() -> add(Objects.requireNonNull(inputs.get(sum.getKey())), sum.getValue())));
        }
        waiting.clear();
    }

    /** sum += xᵀ x, with the lines of all texts in x, (t, n). */
    private void add(NDArray padded, NDArray sum) {
        NDList lines = new NDList();
        for (int text = 0; text < waiting.size(); text++) {
            lines.add(padded.get(new NDIndex(text + ", 0:" + waiting.get(text).length)));
        }
        NDArray x = NDArrays.concat(lines).toType(DataType.FLOAT64, false);
        sum.addi(x.transpose().matMul(x));
    }

    @Override
    public void close() {
        owner.close();
    }
}
