package dev.retrace.steps.tensor;

import static dev.retrace.steps.tensor.GpuTensors.assertClose;
import static dev.retrace.steps.tensor.GpuTensors.lines;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.retrace.steps.tensor.SelectiveScan.Drive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels against the plain operations that they stand for; on a GPU. */
class FusedKernelsTest {

    private static final double CLOSE = 2e-6;
    private static final double HALF = 1e-3;
    private static final Packing PACKING = new Packing(new int[] {19, 9, 9, 4, 1});
    private static final int RANK = 5;
    private static final int WIDTH = 200; // no multiple of a block's threads

    private GpuTensors tensors;
    private NDManager owner;
    private FusedKernels kernels;
    private FusedPullbacks pullbacks;

    @BeforeEach
    void open() {
        tensors = GpuTensors.open();
        owner = tensors.owner();
        kernels = FusedKernels.of(owner.getDevice()).orElseThrow();
        pullbacks = kernels.pullbacks();
    }

    @AfterEach
    void close() {
        if (tensors != null) {
            tensors.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 200, 2560})
    void anRmsNormIsThePlainOne(int width) {
        NDArray x = random(7, width).mul(3);
        NDArray weight = random(width);
        NDArray plain = Normalization.rms(x, 1e-5).mul(weight);

        assertClose(plain, kernels.rms(x, weight, 1e-5, DataType.FLOAT32), CLOSE);
        assertClose(plain, kernels.rms(x, weight, 1e-5, DataType.FLOAT16), HALF);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void aConvolutionAndItsDerivativeAreThePlainOnes(int k) {
        NDArray x = random(PACKING.tokens(), WIDTH);
        NDArray history = random((k - 1L) * PACKING.rows(), WIDTH);
        NDArray weights = random(WIDTH, 1, k);
        NDArray bias = random(WIDTH);
        CausalConvolution convolution = new CausalConvolution(owner, weights, bias);
        NDArray taps = weights.squeeze(1).transpose().flip(0).flatten().reshape(k, WIDTH);
        NDArray plain = Normalization.silu(convolution.of(x, history, PACKING));

        assertClose(plain, kernels.convolved(x, lines(history), taps, bias, PACKING), CLOSE);
        assertClose(
                plain,
                kernels.convolved(x.toType(DataType.FLOAT16, true), lines(history), taps, bias, PACKING),
                4 * HALF);
        NDArray slope = random(PACKING.tokens(), WIDTH);
        NDArray byX = Autograd.recorded(() -> {
            NDArray leaf = Autograd.leaf(x);
            Autograd.backward(Normalization.silu(convolution.of(leaf, history, PACKING)), slope, false);
            return Autograd.gradient(leaf);
        });
        assertClose(byX, pullbacks.convolved(x, lines(history), taps, bias, Repeated.none(PACKING), slope), CLOSE);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16, 24})
    void aScanIsThePlainOne(int n) {
        Drive drive = drive(n);
        NDArray a = random(n, WIDTH).abs().neg();
        NDArray out = random(PACKING.tokens(), n);
        NDArray start = random(PACKING.rows(), n, WIDTH);
        NDArray plainEnd = start.duplicate();
        NDArray plain = SelectiveScan.plainOutputs(PACKING, drive, a, out, plainEnd);
        NDArray plainStates = SelectiveScan.plainStates(PACKING, drive, a, start.duplicate());
        NDArray end = start.duplicate();

        assertClose(plain, kernels.outputs(PACKING, drive, a, out, end), CLOSE);
        assertClose(plainEnd, end, CLOSE);
        assertClose(plainStates, kernels.states(PACKING, drive, a, start.duplicate()), CLOSE);
        NDArray advanced = start.duplicate();
        kernels.advance(PACKING, drive, a, advanced);
        assertClose(plainEnd, advanced, CLOSE);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16, 24})
    void theDerivativeOfAScanIsThePlainOne(int n) {
        Drive drive = drive(n);
        NDArray a = random(n, WIDTH).abs().neg();
        NDArray out = random(PACKING.tokens(), n);
        NDArray start = random(PACKING.rows(), n, WIDTH);
        NDArray slope = random(PACKING.tokens(), WIDTH);
        NDArray states = SelectiveScan.plainStates(PACKING, drive, a, start.duplicate());
        NDList plain = new ScanPullback(PACKING, drive, a, out, start, states).of(slope, false);

        NDList fused = pullbacks.scan(PACKING, drive, a, out, start, slope);

        assertEquals(plain.size(), fused.size());
        for (int i = 0; i < plain.size(); i++) {
            assertClose(plain.get(i), fused.get(i), 2 * CLOSE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void aGatedScanIsMadeOfItsParts(int n) {
        NDArray start = random(PACKING.rows(), n, WIDTH);
        GatedScan wide = gatedScan(n, lines(start));
        NDArray c = wide.c();
        NDArray delta = wide.step().add(wide.bias()).getNDArrayInternal().softPlus();
        NDArray in = TensorRows.contiguous(TensorRows.columns(wide.steering(), RANK, RANK + n));
        NDArray out = TensorRows.contiguous(TensorRows.columns(wide.steering(), RANK + n, RANK + 2L * n));
        Drive drive = new Drive(delta, delta.mul(c), in);
        NDArray gate = Normalization.silu(wide.gate());
        NDArray s = SelectiveScan.plainOutputs(PACKING, drive, wide.a(), out, start.duplicate())
                .add(c.mul(wide.skip()));
        NDArray plain = s.mul(gate);
        NDArray zeros = SelectiveScan.plainOutputs(PACKING, drive, wide.a(), out, start.zerosLike())
                .add(c.mul(wide.skip()));

        assertClose(plain, kernels.gated(PACKING, wide), CLOSE);
        assertClose(plain, kernels.gated(PACKING, narrow(wide)), 4 * HALF);
        assertClose(zeros.mul(gate), kernels.gated(PACKING, from(wide, null)), CLOSE);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void theDerivativesOfAGatedScanAreThoseThatTheEngineRecords(int n) {
        NDArray start = random(PACKING.rows(), n, WIDTH);
        GatedScan scan = gatedScan(n, lines(start));
        NDArray slope = random(PACKING.tokens(), WIDTH);
        NDList plain = Autograd.recorded(() -> {
            NDArray byStep = Autograd.leaf(scan.step());
            NDArray byC = Autograd.leaf(scan.c());
            NDArray bySteering = Autograd.leaf(scan.steering());
            NDArray byGate = Autograd.leaf(scan.gate());
            NDArray delta = byStep.add(scan.bias()).getNDArrayInternal().softPlus();
            Tape tape = Tape.recording();
            NDArray in = TensorRows.columns(bySteering, RANK, RANK + n);
            NDArray out = TensorRows.columns(bySteering, RANK + n, RANK + 2L * n);
            NDArray y =
                    SelectiveScan.recorded(tape, PACKING, new Drive(delta, delta.mul(byC), in), scan.a(), out, start);
            tape.backward(y.add(byC.mul(scan.skip())).mul(Normalization.silu(byGate)), slope);
            return new NDList(
                    Autograd.gradient(byStep),
                    Autograd.gradient(byC),
                    Autograd.gradient(byGate),
                    TensorRows.columns(Autograd.gradient(bySteering), RANK, RANK + 2L * n));
        });

        FusedPullbacks.OfGated fused = pullbacks.gated(kernels, scan, Repeated.none(PACKING), slope);

        assertClose(plain.get(0), fused.step(), 2 * CLOSE);
        assertClose(plain.get(1), fused.c(), 2 * CLOSE);
        assertClose(plain.get(2), fused.gate(), 2 * CLOSE);
        assertClose(plain.get(3), fused.steering(), 2 * CLOSE);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 200, 2560})
    void theDerivativeOfAnRmsNormIsTheEnginesAndTakesRepeatedRowsOnce(int width) {
        Packing once = new Packing(new int[] {3, 2});
        Packing all = new Packing(new int[] {3, 3, 2, 2, 2});
        Repeated rows = new Repeated(once, all, new int[] {0, 0, 1, 1, 1});
        NDArray x = random(once.tokens(), width);
        NDArray weight = random(width);
        NDArray slope = random(all.tokens(), width);
        NDArray above = random(all.tokens(), width);
        NDArray byX = Autograd.recorded(() -> {
            NDArray leaf = Autograd.leaf(TensorRows.take(owner, x, rows.lines()));
            Autograd.backward(Normalization.rms(leaf, 1e-5).mul(weight), slope, false);
            return Autograd.gradient(leaf);
        });

        assertClose(byX.add(above), pullbacks.rms(x, weight, 1e-5, rows, slope, above), CLOSE);
    }

    private GatedScan gatedScan(int n, Lines start) {
        return new GatedScan(
                random(PACKING.tokens(), WIDTH),
                random(WIDTH),
                random(PACKING.tokens(), WIDTH),
                random(PACKING.tokens(), RANK + 2L * n),
                RANK,
                random(n, WIDTH).abs().neg(),
                random(WIDTH),
                random(PACKING.tokens(), WIDTH),
                start);
    }

    private static GatedScan narrow(GatedScan wide) {
        return new GatedScan(
                wide.step().toType(DataType.FLOAT16, true),
                wide.bias(),
                wide.c(),
                wide.steering(),
                RANK,
                wide.a(),
                wide.skip(),
                wide.gate().toType(DataType.FLOAT16, true),
                wide.start());
    }

    private static GatedScan from(GatedScan scan, @Nullable Lines start) {
        return new GatedScan(
                scan.step(), scan.bias(), scan.c(), scan.steering(), RANK, scan.a(), scan.skip(), scan.gate(), start);
    }

    private Drive drive(int n) {
        return new Drive(
                random(PACKING.tokens(), WIDTH).abs(), random(PACKING.tokens(), WIDTH), random(PACKING.tokens(), n));
    }

    private NDArray random(long... sizes) {
        return tensors.random(sizes);
    }
}
