package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.SparseFormat;
import dev.retrace.steps.cuda.CudaDevice;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Picks and overwrites rows of matrices by index. */
public final class TensorRows {

    private TensorRows() {}

    /**
     * The rows of a matrix at some indices, in their order: y[i] = x[index[i]].
     *
     * @param matrix x, (r, w)
     * @param indices each in [0, r)
     * @return (indices, w), a copy that belongs to the caller's scope
     */
    public static NDArray take(NDManager owner, NDArray matrix, long[] indices) {
        return take(matrix, indices(owner, indices));
    }

    /** The same with indices that are a tensor already, int64, (i). */
    public static NDArray take(NDArray matrix, NDArray indices) {
        // an embedding look-up copies whole rows; general indexing goes element by element
        return matrix.getNDArrayInternal()
                .embedding(indices, matrix, SparseFormat.DENSE)
                .singletonOrThrow();
    }

    /**
     * One row of each matrix of a stack: y[i] = x[i, row[i]].
     *
     * @param stack x, (f, l, w)
     * @param rows f of them, each in [0, l)
     * @return f vectors (w)
     */
    public static List<float[]> oneOfEach(NDArray stack, List<Integer> rows) {
        long l = stack.getShape().get(1);
        int w = Math.toIntExact(stack.getShape().get(2));
        long[] indices = IntStream.range(0, rows.size())
                .mapToLong(i -> i * l + rows.get(i))
                .toArray();
        float[] all = Scoped.value(
                () -> take(stack.getManager(), stack.reshape(-1, w), indices).toFloatArray());
        return IntStream.range(0, rows.size())
                .mapToObj(i -> Arrays.copyOfRange(all, i * w, (i + 1) * w))
                .toList();
    }

    /** The adjacent rows [begin, end) of a tensor's first axis: a view. */
    public static NDArray slice(NDArray tensor, long begin, long end) {
        return tensor.get(new NDIndex().addSliceDim(begin, end));
    }

    /** The adjacent columns [begin, end) of a matrix: a view. */
    public static NDArray columns(NDArray matrix, long begin, long end) {
        return matrix.get(new NDIndex().addAllDim().addSliceDim(begin, end));
    }

    /**
     * The same values in row-major order, since the fast loops want their last axis adjacent: a copy, through which
     * derivatives pass.
     */
    public static NDArray contiguous(NDArray tensor) {
        return Scoped.result(() -> Autograd.copy(tensor.flatten()).reshape(tensor.getShape()));
    }

    /**
     * Overwrites rows of a matrix in place: x[index[i]] = y[i].
     *
     * @param matrix x, (r, w), changed
     * @param values y, (i, w)
     */
    public static void put(NDArray matrix, long[] indices, NDArray values) {
        matrix.set(new NDIndex("{}", indices(values.getManager(), indices)), values);
    }

    /**
     * In the engine's own memory. A tensor made of Java's lies in a buffer that is freed some time after the
     * tensor is closed, although a derivative may still know it (seen as gradients of 1e10, once in fifty).
     */
    private static NDArray indices(NDManager owner, long[] indices) {
        Optional<CudaDevice> device = CudaDevice.of(owner.getDevice());
        if (device.isPresent()) {
            return device.get().tensor(owner, indices);
        }
        try (NDArray lent = owner.create(indices)) {
            return lent.duplicate();
        }
    }
}
