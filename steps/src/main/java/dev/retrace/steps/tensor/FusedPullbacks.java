package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.cuda.Arguments;
import dev.retrace.steps.tensor.PackedKernels.Variant;
import dev.retrace.steps.tensor.SelectiveScan.Drive;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of {@link FusedKernels}, from those by their values; all float32, all results of the caller's scope.
 * Where slopes are of rows that repeat each other, what they are multiplied with is there but once.
 */
public final class FusedPullbacks {

    /** Steps from one state that is kept for the derivative to the next, as in {@code mamba.cu}. */
    private static final int STRIDE = 4;

    private final PackedKernels kernels;

    FusedPullbacks(PackedKernels kernels) {
        this.kernels = kernels;
    }

    /**
     * By x of {@link Normalization#rms}, and something else added.
     *
     * @param x (t', d)
     * @param slope (t, d)
     * @param above what is added, (t, d)
     */
    public NDArray rms(NDArray x, NDArray weight, double eps, Repeated rows, NDArray slope, NDArray above) {
        return Scoped.result(() -> {
            int width = PackedKernels.width(weight);
            NDArray byX = slope.getManager().create(slope.getShape(), DataType.FLOAT32);
            NDArray source = kernels.device().tensor(slope.getManager(), rows.lines());
            Arguments arguments = Arguments.begin()
                    .of(x)
                    .of(source)
                    .of(weight)
                    .of(slope)
                    .of(above)
                    .of(byX)
                    .of(width)
                    .of((float) eps);
            kernels.launch("rms_back", rows.to().tokens(), DataType.FLOAT32, arguments);
            return byX;
        });
    }

    /** By x of {@link FusedKernels#convolved}, (t, e). */
    NDArray convolved(NDArray x, Lines history, NDArray taps, @Nullable NDArray bias, Repeated rows, NDArray slope) {
        return Scoped.result(() -> {
            NDManager owner = x.getManager();
            int inner = PackedKernels.width(x);
            NDArray byX = owner.create(slope.getShape(), DataType.FLOAT32);
            NDArray source = kernels.device().tensor(owner, rows.source());
            NDArray past = kernels.device().tensor(owner, history.indices());
            NDArray steep = PackedKernels.dense(slope);
            Arguments arguments = kernels.begin(rows.to())
                    .of(source)
                    .of(kernels.offsets(rows.from()))
                    .of(rows.from().rows())
                    .of(inner)
                    .of(x)
                    .of(history.table())
                    .of(past)
                    .of(taps)
                    .of(bias)
                    .of(steep)
                    .of(byX);
            Variant variant = new Variant(1, taps.getShape().get(0), DataType.FLOAT32);
            kernels.launch("convolve_back", rows.to(), variant, inner, arguments);
            return byX;
        });
    }

    /** The derivatives of {@link ScanPullback} by Δ, u, B and C, in their shapes. */
    NDList scan(Packing packing, Drive drive, NDArray a, NDArray out, NDArray start, NDArray slope) {
        NDManager owner = start.getManager();
        int n = Math.toIntExact(a.getShape().get(0));
        int inner = PackedKernels.width(a);
        int marked = (packing.steps() + STRIDE - 1) / STRIDE;
        NDArray byStep = owner.create(drive.delta().getShape(), DataType.FLOAT32);
        NDArray byDrive = owner.create(drive.delta().getShape(), DataType.FLOAT32);
        NDArray marks = owner.create(new Shape(packing.rows(), marked, n, inner), DataType.FLOAT32);
        NDArray shares = shares(owner, packing, n, inner);
        NDArray delta = PackedKernels.dense(drive.delta());
        NDArray driven = PackedKernels.dense(drive.drive());
        NDArray in = PackedKernels.dense(drive.in());
        NDArray read = PackedKernels.dense(out);
        NDArray steep = PackedKernels.dense(slope);
        Arguments arguments = kernels.begin(packing)
                .of(packing.rows())
                .of(inner)
                .of(delta)
                .of(driven)
                .of(in)
                .of(read)
                .of(a)
                .of(start)
                .of(marks)
                .of(marked)
                .of(steep)
                .of(byStep)
                .of(byDrive)
                .of(shares);
        kernels.launch("scan_back", packing, new Variant(n, 1, DataType.FLOAT32), inner, arguments);
        NDArray sums = shares.sum(new int[] {1});
        return new NDList(byStep, byDrive, TensorRows.columns(sums, 0, n), TensorRows.columns(sums, n, 2L * n));
    }

    /**
     * The derivatives of {@link FusedKernels#gated}.
     *
     * @param step by δ, (t, e)
     * @param c by c as the scan and the skip term take it, (t, e)
     * @param gate by g before SiLU, (t, e)
     * @param steering by B and C, (t, 2 n)
     */
    public record OfGated(NDArray step, NDArray c, NDArray gate, NDArray steering) {}

    /**
     * Of the scan with its surroundings.
     *
     * @param states after each token, (t', n e)
     * @param slope by s g, (t, e)
     */
    OfGated gated(GatedScan scan, NDArray states, Repeated rows, NDArray slope) {
        NDManager owner = slope.getManager();
        NDArray byStep = owner.create(slope.getShape(), DataType.FLOAT32);
        NDArray byC = owner.create(slope.getShape(), DataType.FLOAT32);
        NDArray byGate = owner.create(slope.getShape(), DataType.FLOAT32);
        NDArray shares = shares(owner, rows.to(), scan.n(), scan.inner());
        NDArray source = kernels.device().tensor(owner, rows.source());
        Lines start = scan.start();
        NDArray which = start == null ? null : kernels.device().tensor(owner, start.indices());
        Arguments begun = kernels.begin(rows.to())
                .of(source)
                .of(kernels.offsets(rows.from()))
                .of(rows.to().rows())
                .of(scan.inner())
                .of(scan.step())
                .of(scan.bias())
                .of(scan.c());
        Arguments arguments = scan.steering(begun)
                .of(start == null ? null : start.table())
                .of(which)
                .of(states)
                .of(slope)
                .of(byStep)
                .of(byC)
                .of(byGate)
                .of(shares);
        kernels.launch("gated_back", rows.to(), new Variant(scan.n(), 1, DataType.FLOAT32), scan.inner(), arguments);
        NDArray sums = shares.sum(new int[] {1});
        return new OfGated(byStep, byC, byGate, TensorRows.columns(sums, 0, 2L * scan.n()));
    }

    /**
     * All of them at once: states are scanned again.
     *
     * @param slope by s g, (t, e)
     */
    public OfGated gated(FusedKernels forward, GatedScan scan, Repeated rows, NDArray slope) {
        NDArray states = slope.getManager()
                .create(new Shape(rows.from().tokens(), (long) scan.n() * scan.inner()), DataType.FLOAT32);
        forward.gated(rows.from(), scan, states).close();
        OfGated slopes = gated(scan, states, rows, slope);
        states.close();
        return slopes;
    }

    /** Room for what is summed over channels, by warps, (t, warps, 2 n and what fills up a warp). */
    private static NDArray shares(NDManager owner, Packing packing, int n, int inner) {
        int blocks = (inner + PackedKernels.THREADS - 1) / PackedKernels.THREADS;
        int warps = blocks * (PackedKernels.THREADS / PackedKernels.WARP);
        long wide = (2L * n + PackedKernels.WARP - 1) / PackedKernels.WARP * PackedKernels.WARP;
        return owner.create(new Shape(packing.tokens(), warps, wide), DataType.FLOAT32);
    }
}
