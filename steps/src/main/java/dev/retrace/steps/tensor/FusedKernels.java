package dev.retrace.steps.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.cuda.Arguments;
import dev.retrace.steps.cuda.CudaDevice;
import dev.retrace.steps.cuda.CudaModule;
import dev.retrace.steps.cuda.CudaModule.Blocks;
import dev.retrace.steps.tensor.SelectiveScan.Drive;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static final int THREADS = 128;
    private static final int NORM_THREADS = 256;
    private static final int WARP = 32;

    /** Steps from one state that is kept for the derivative to the next, as in {@code mamba.cu}. */
    private static final int STRIDE = 4;

    /** A wider state would not fit into a thread's registers. */
    private static final long MOST_STATE = 32;

    private static final String SOURCE = source();
    private static final Map<CudaDevice, FusedKernels> MADE = new ConcurrentHashMap<>();

    private final CudaDevice device;

    private FusedKernels(CudaDevice device) {
        this.device = device;
    }

    /** Those for a tensor that is at work now: none on the CPU, none while derivatives are recorded. */
    static Optional<FusedKernels> on(NDArray x) {
        return Autograd.isRecording() ? Optional.empty() : of(x.getDevice());
    }

    /** Those of a device, if it has any. */
    static Optional<FusedKernels> of(Device device) {
        return CudaDevice.of(device).map(each -> MADE.computeIfAbsent(each, FusedKernels::new));
    }

    /**
     * Those for a scan, if its device has any that hold its state.
     *
     * @param a A, (n, e)
     */
    public static Optional<FusedKernels> of(NDArray a) {
        return a.getShape().get(0) <= MOST_STATE ? of(a.getDevice()) : Optional.empty();
    }

    /** {@link Normalization#rms}, in the type of what it is multiplied with next. */
    NDArray rms(NDArray x, NDArray weight, double eps, DataType type) {
        int width = Math.toIntExact(weight.size());
        NDArray y = x.getManager().create(x.getShape(), type);
        int tokens = Math.toIntExact(x.size() / width);
        Arguments arguments = Arguments.begin().of(x).of(weight).of(y).of(width).of((float) eps);
        if (tokens > 0) {
            module(1, 1, type, NORM_THREADS).launch("rms", new Blocks(tokens, 1), NORM_THREADS, arguments);
        }
        return y;
    }

    /**
     * SiLU of a {@link CausalConvolution}; x may be float16.
     *
     * @param taps by distance from the token, (k, e)
     */
    NDArray convolved(NDArray x, NDArray history, NDArray taps, @Nullable NDArray bias, Packing packing) {
        return Scoped.result(() -> {
            NDArray y = x.getManager().create(x.getShape(), DataType.FLOAT32);
            Arguments arguments =
                    packed(packing, x).of(x).of(history).of(taps).of(bias).of(y);
            launch("convolve", packing, x, 1, taps.getShape().get(0), x.getDataType(), arguments);
            return y;
        });
    }

    /** Its derivative by x, (t, e), from that by its values. */
    NDArray convolvedBack(
            NDArray x, NDArray history, NDArray taps, @Nullable NDArray bias, Packing packing, NDArray slope) {
        return Scoped.result(() -> {
            NDArray byX = x.getManager().create(x.getShape(), DataType.FLOAT32);
            Arguments arguments = packed(packing, x)
                    .of(x)
                    .of(history)
                    .of(taps)
                    .of(bias)
                    .of(slope)
                    .of(byX);
            launch("convolve_back", packing, x, 1, taps.getShape().get(0), DataType.FLOAT32, arguments);
            return byX;
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
        NDArray in = dense(drive.in());
        NDArray read = dense(out);
        Arguments arguments = packed(packing, drive.delta())
                .of(drive.delta())
                .of(null)
                .of(null)
                .of(drive.drive())
                .of(in)
                .of(n)
                .of(read)
                .of(n)
                .of(a)
                .of(null)
                .of(null)
                .of(start)
                .of(states)
                .of(y)
                .of(1);
        launch("scan", packing, drive.delta(), n, 1, DataType.FLOAT32, arguments);
    }

    /**
     * A block's scan with all that surrounds it: softplus of the step, the skip term and the gate.
     *
     * @param a A, (n, e)
     * @param start the state before the first token of each row, (r, n, e), or none: zeros
     * @return s g, (t, e), of the type of δ and of the caller's scope
     */
    public NDArray gated(Packing packing, Gated of, NDArray a, @Nullable NDArray start) {
        return Scoped.result(() -> {
            int n = Math.toIntExact(a.getShape().get(0));
            NDArray step = of.step();
            NDArray y = step.getManager().create(step.getShape(), step.getDataType());
            Arguments arguments = packed(packing, step)
                    .of(step)
                    .of(of.bias())
                    .of(of.c())
                    .of(null)
                    .of(of.steering(), of.rank())
                    .of(of.width())
                    .of(of.steering(), of.rank() + n)
                    .of(of.width())
                    .of(a)
                    .of(of.skip())
                    .of(of.gate())
                    .of(start)
                    .of(null)
                    .of(y)
                    .of(0);
            launch("scan", packing, step, n, 1, step.getDataType(), arguments);
            return y;
        });
    }

    /**
     * What {@link #gated} runs over.
     *
     * @param step δ before its bias, (t, e), float32 or float16
     * @param bias of δ, (e)
     * @param c (t, e)
     * @param steering what B and C stand in, one after the other, (t, rank + 2 n)
     * @param rank where B begins
     * @param skip D, (e)
     * @param gate before SiLU, (t, e), of the type of δ
     */
    public record Gated(
            NDArray step, @Nullable NDArray bias, NDArray c, NDArray steering, int rank, NDArray skip, NDArray gate) {

        int width() {
            return Math.toIntExact(steering.getShape().get(1));
        }
    }

    /** The derivatives of {@link ScanPullback} by Δ, u, B and C, in their shapes; of the caller's scope. */
    NDList slopes(Packing packing, Drive drive, NDArray a, NDArray out, NDArray start, NDArray slope) {
        NDManager owner = start.getManager();
        int n = Math.toIntExact(a.getShape().get(0));
        int inner = Math.toIntExact(a.getShape().get(1));
        int warps = (inner + THREADS - 1) / THREADS * (THREADS / WARP);
        int marked = (packing.steps() + STRIDE - 1) / STRIDE;
        long wide = (2L * n + WARP - 1) / WARP * WARP;
        NDArray byStep = owner.create(drive.delta().getShape(), DataType.FLOAT32);
        NDArray byDrive = owner.create(drive.delta().getShape(), DataType.FLOAT32);
        NDArray marks = owner.create(new Shape(packing.rows(), marked, n, inner), DataType.FLOAT32);
        NDArray shares = owner.create(new Shape(packing.tokens(), warps, wide), DataType.FLOAT32);
        Arguments arguments = packed(packing, drive.delta())
                .of(dense(drive.delta()))
                .of(dense(drive.drive()))
                .of(dense(drive.in()))
                .of(dense(out))
                .of(a)
                .of(start)
                .of(marks)
                .of(marked)
                .of(dense(slope))
                .of(byStep)
                .of(byDrive)
                .of(shares);
        launch("scan_back", packing, drive.delta(), n, 1, DataType.FLOAT32, arguments);
        NDArray sums = shares.sum(new int[] {1});
        return new NDList(byStep, byDrive, TensorRows.columns(sums, 0, n), TensorRows.columns(sums, n, 2L * n));
    }

    private static NDArray dense(NDArray x) {
        return CudaDevice.isDense(x) ? x : TensorRows.contiguous(x);
    }

    /** The first arguments of every kernel over packed rows. */
    private Arguments packed(Packing packing, NDArray like) {
        NDManager owner = like.getManager();
        NDArray lengths = device.tensor(owner, packing.lengths());
        NDArray offsets = device.tensor(owner, packing.offsets());
        return Arguments.begin()
                .of(lengths)
                .of(offsets)
                .of(packing.rows())
                .of(Math.toIntExact(like.getShape().get(1)));
    }

    private void launch(
            String kernel, Packing packing, NDArray like, long n, long k, DataType type, Arguments arguments) {
        int inner = Math.toIntExact(like.getShape().get(1));
        Blocks blocks = new Blocks(packing.rows(), (inner + THREADS - 1) / THREADS);
        module(n, k, type, THREADS).launch(kernel, blocks, THREADS, arguments);
    }

    private CudaModule module(long n, long k, DataType type, int threads) {
        return device.module(
                SOURCE,
                List.of("N=" + n, "K=" + k, "NARROW=" + (type == DataType.FLOAT16 ? 1 : 0), "THREADS=" + threads));
    }

    private static String source() {
        try (InputStream file = FusedKernels.class.getResourceAsStream("mamba.cu")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
