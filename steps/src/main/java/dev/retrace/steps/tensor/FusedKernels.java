package dev.retrace.steps.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.cuda.Arguments;
import dev.retrace.steps.cuda.CudaDevice;
import dev.retrace.steps.tensor.PackedKernels.Variant;
import dev.retrace.steps.tensor.SelectiveScan.Drive;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a block of Mamba does beside matrix products, on a GPU, each in one pass over its memory: this is the one place
 * that chooses by the device. The plain operations of {@link Normalization}, {@link CausalConvolution} and {@link
 * SelectiveScan} compute the same but for rounding, and do so on the CPU, where a kernel is missing, and where torch
 * records derivatives.
 *
 * <p>Tensors that come from matrix products or go into them may be float16; all sums are float32. Source of the
 * kernels: {@code mamba.cu} beside this class.
 */
public final class FusedKernels {

    /** A wider state would not fit into a thread's registers. */
    private static final long MOST_STATE = 32;

    private static final Map<CudaDevice, FusedKernels> MADE = new ConcurrentHashMap<>();

    private final PackedKernels kernels;

    private FusedKernels(PackedKernels kernels) {
        this.kernels = kernels;
    }

    /** Those for a tensor that is at work now: none on the CPU, none while derivatives are recorded. */
    static Optional<FusedKernels> on(NDArray x) {
        return Autograd.isRecording() ? Optional.empty() : of(x.getDevice());
    }

    /** Those of a device, if it has any. */
    static Optional<FusedKernels> of(Device device) {
        return CudaDevice.of(device)
                .map(each -> MADE.computeIfAbsent(
                        each,
                        made -> new FusedKernels(
                                new PackedKernels(made, TorchEngine.newManager("cuda:" + device.getDeviceId())))));
    }

    /**
     * Those for a scan, if its device has any that hold its state.
     *
     * @param a A, (n, e)
     */
    public static Optional<FusedKernels> of(NDArray a) {
        return a.getShape().get(0) <= MOST_STATE ? of(a.getDevice()) : Optional.empty();
    }

    /** The mixing over tokens for a layer of Mamba-2, where A is at home, (H), if its device has a kernel for it. */
    public static Optional<FusedMixing> mixing(NDArray a, DualScan.Heads heads) {
        return of(a.getDevice()).flatMap(found -> FusedMixing.of(found.kernels, heads));
    }

    /** Their derivatives. */
    public FusedPullbacks pullbacks() {
        return new FusedPullbacks(kernels);
    }

    /** {@link Normalization#rms}, in the type of what it is multiplied with next. */
    NDArray rms(NDArray x, NDArray weight, double eps, DataType type) {
        NDArray y = x.getManager().create(x.getShape(), type);
        int width = PackedKernels.width(weight);
        Arguments arguments = Arguments.begin()
                .of(PackedKernels.dense(x))
                .of(weight)
                .of(y)
                .of(width)
                .of((float) eps);
        kernels.launch("rms", x.size() / width, type, arguments);
        return y;
    }

    /**
     * SiLU of a {@link CausalConvolution}; x may be float16.
     *
     * @param taps by distance from the token, (k, e)
     */
    NDArray convolved(NDArray x, Lines history, NDArray taps, @Nullable NDArray bias, Packing packing) {
        return convolved(x, history, taps, bias, packing, null);
    }

    /** The same, filling in a table of x's type too, if there is one, (t, e). */
    NDArray convolved(
            NDArray x, Lines history, NDArray taps, @Nullable NDArray bias, Packing packing, @Nullable NDArray narrow) {
        return Scoped.result(() -> {
            int inner = PackedKernels.width(x);
            NDArray y = x.getManager().create(x.getShape(), DataType.FLOAT32);
            NDArray past = kernels.device().tensor(x.getManager(), history.indices());
            Arguments arguments = kernels.begin(packing)
                    .of(packing.rows())
                    .of(inner)
                    .of(x)
                    .of(history.table())
                    .of(past)
                    .of(taps)
                    .of(bias)
                    .of(y)
                    .of(narrow);
            Variant variant = new Variant(1, taps.getShape().get(0), x.getDataType());
            kernels.launch("convolve", packing, variant, inner, arguments);
            return y;
        });
    }

    /** {@link SelectiveScan#outputs}; leaves the states after the last tokens in start. */
    NDArray outputs(Packing packing, Drive drive, NDArray a, NDArray out, NDArray start) {
        return Scoped.result(() -> {
            NDArray y = start.getManager().create(drive.delta().getShape(), DataType.FLOAT32);
            scan(packing, drive, a, out, start, null, y);
            return y;
        });
    }

    /** {@link SelectiveScan#states}. */
    NDArray states(Packing packing, Drive drive, NDArray a, NDArray start) {
        return Scoped.result(() -> {
            NDArray states = start.getManager().create(new Shape(packing.tokens(), a.size()), DataType.FLOAT32);
            scan(packing, drive, a, drive.in(), start, states, null);
            return states;
        });
    }

    /** {@link SelectiveScan#advance}. */
    void advance(Packing packing, Drive drive, NDArray a, NDArray start) {
        Scoped.run(() -> scan(packing, drive, a, drive.in(), start, null, null));
    }

    private void scan(
            Packing packing,
            Drive drive,
            NDArray a,
            NDArray out,
            NDArray start,
            @Nullable NDArray states,
            @Nullable NDArray y) {
        int n = Math.toIntExact(a.getShape().get(0));
        int inner = PackedKernels.width(a);
        NDArray in = PackedKernels.dense(drive.in());
        NDArray read = PackedKernels.dense(out);
        Arguments arguments = kernels.begin(packing)
                .of(packing.rows())
                .of(inner)
                .of(PackedKernels.dense(drive.delta()))
                .of(null)
                .of(null)
                .of(PackedKernels.dense(drive.drive()))
                .of(in)
                .of(n)
                .of(read)
                .of(n)
                .of(a)
                .of(null)
                .of(null)
                .of(start)
                .of(null)
                .of(states)
                .of(y)
                .of(1);
        kernels.launch("scan", packing, new Variant(n, 1, DataType.FLOAT32), inner, arguments);
    }

    /**
     * A block's scan with all that surrounds it: softplus of the step, the skip term and the gate.
     *
     * @return s g, (t, e), of the type of δ and of the caller's scope
     */
    public NDArray gated(Packing packing, GatedScan scan) {
        return gated(packing, scan, null);
    }

    /** The same, filling in the states after all tokens, (t, n e). */
    NDArray gated(Packing packing, GatedScan scan, @Nullable NDArray states) {
        return Scoped.result(() -> {
            NDArray step = scan.step();
            NDArray y = step.getManager().create(step.getShape(), step.getDataType());
            Lines start = scan.start();
            NDArray which = start == null ? null : kernels.device().tensor(step.getManager(), start.indices());
            Arguments begun = kernels.begin(packing)
                    .of(packing.rows())
                    .of(scan.inner())
                    .of(step)
                    .of(scan.bias())
                    .of(scan.c())
                    .of(null);
            Arguments arguments = scan.steering(begun)
                    .of(start == null ? null : start.table())
                    .of(which)
                    .of(states)
                    .of(y)
                    .of(0);
            kernels.launch("scan", packing, new Variant(scan.n(), 1, step.getDataType()), scan.inner(), arguments);
            return y;
        });
    }
}
