package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The selective state-space recurrence, over rows packed by {@link Packing}:
 *
 * <pre>{@code
 * S[t] = exp(Δ[t] A) S[t-1] + (Δ[t] c[t]) B[t]
 * y[t] = C[t] S[t]                                without the skip term D c
 * }</pre>
 *
 * <p>Source: Gu and Dao, "Mamba" (arXiv 2312.00752), equation 2a-2b with algorithm 2. As in the
 * authors' code, A is discretised by zero-order hold and B by Euler's rule.
 *
 * <p>On the CPU that is done in loops of our own, on a GPU by kernels; where there is none, and where the engine
 * records, in operations of the engine. The state is then (r, n, e) with the channels innermost, and rows go
 * through in small groups: the state of a group stays in the processor's cache.
 */
public final class SelectiveScan {

    private static final int GROUP = 8;

    private SelectiveScan() {}

    /**
     * What the scan runs over, each in the order of a packing.
     *
     * @param delta step size Δ, positive, (t, e)
     * @param drive Δ c, (t, e)
     * @param in B, (t, n)
     */
    public record Drive(NDArray delta, NDArray drive, NDArray in) {}

    /**
     * The outputs y of all tokens.
     *
     * @param a A, negative, (n, e)
     * @param out C, (t, n)
     * @param start where the state before the first token of each row lies, (r, n e)
     * @return (t, e), of the caller's scope
     */
    public static NDArray outputs(Packing packing, Drive drive, NDArray a, NDArray out, Lines start) {
        if (isLooped(a, start.table().size())) {
            return Scoped.result(() -> new ForwardScan(packing, drive, a, start).outputs(out));
        }
        NDArray own = table(a, start);
        return kernels(a)
                .map(kernels -> kernels.outputs(packing, drive, a, out, own))
                .orElseGet(() -> plainOutputs(packing, drive, a, out, own));
    }

    /** Whether in loops of our own, which reach tables of so many numbers. */
    private static boolean isLooped(NDArray a, long... numbers) {
        return !a.getDevice().isGpu()
                && !Autograd.isRecording()
                && LongStream.of(numbers).allMatch(each -> each <= TensorMemory.MOST);
    }

    /** What is there, to be overwritten, (r, n, e). */
    private static NDArray table(NDArray a, Lines start) {
        return start.taken(a.getManager())
                .reshape(
                        start.indices().length,
                        a.getShape().get(0),
                        a.getShape().get(1));
    }

    private static Optional<FusedKernels> kernels(NDArray a) {
        return Autograd.isRecording() ? Optional.empty() : FusedKernels.of(a);
    }

    /**
     * The same in operations of the engine.
     *
     * @param start overwritten, (r, n, e)
     */
    static NDArray plainOutputs(Packing packing, Drive drive, NDArray a, NDArray out, NDArray start) {
        return walk(
                packing,
                drive,
                a,
                start,
                (span, state) -> span.of(out).expandDims(1).matMul(state).squeeze(1));
    }

    /**
     * The same, recorded with its derivative by Δ, Δ c, B and C, and by A where the tape learns.
     *
     * @param start kept
     */
    public static NDArray recorded(Tape tape, Packing packing, Drive drive, NDArray a, NDArray out, NDArray start) {
        NDList inputs = new NDList(drive.delta(), drive.drive(), drive.in(), out);
        if (!tape.learns()) {
            Optional<FusedKernels> kernels = FusedKernels.of(a);
            return tape.call(
                    inputs,
                    given -> kernels.isPresent()
                            ? fused(kernels.get(), packing, given, a, start)
                            : stepwise(packing, given, a, start, false));
        }
        inputs.add(a);
        boolean loops = !a.getDevice().isGpu();
        return tape.call(
                inputs,
                given -> loops ? looped(packing, given, start) : stepwise(packing, given, given.get(4), start, true));
    }

    private static Tape.Op stepwise(Packing packing, NDList given, NDArray a, NDArray start, boolean byA) {
        Drive drive = new Drive(given.get(0), given.get(1), given.get(2));
        NDArray states = plainStates(packing, drive, a, start.duplicate());
        return new Tape.Op(
                read(states, given.get(3)),
                slope -> new ScanPullback(packing, drive, a, given.get(3), start, states).of(slope, byA));
    }

    private static Tape.Op fused(FusedKernels kernels, Packing packing, NDList given, NDArray a, NDArray start) {
        Drive drive = new Drive(given.get(0), given.get(1), given.get(2));
        return new Tape.Op(
                kernels.outputs(packing, drive, a, given.get(3), start.duplicate()),
                slope -> kernels.pullbacks().scan(packing, drive, a, given.get(3), start, slope));
    }

    private static Tape.Op looped(Packing packing, NDList given, NDArray start) {
        Drive drive = new Drive(given.get(0), given.get(1), given.get(2));
        ScanLoops loops = new ScanLoops(packing, drive, given.get(4), given.get(3), start);
        return new Tape.Op(loops.outputs(start.getManager()), loops::slopes);
    }

    /**
     * The states after all tokens; parameters as in {@link #outputs}.
     *
     * @return (t, n e), of the caller's scope
     */
    public static NDArray states(Packing packing, Drive drive, NDArray a, Lines start) {
        if (isLooped(a, start.table().size(), packing.tokens() * a.size())) {
            return Scoped.result(() -> new ForwardScan(packing, drive, a, start).states());
        }
        NDArray own = table(a, start);
        return kernels(a)
                .map(kernels -> kernels.states(packing, drive, a, own))
                .orElseGet(() -> plainStates(packing, drive, a, own));
    }

    static NDArray plainStates(Packing packing, Drive drive, NDArray a, NDArray start) {
        return walk(
                packing,
                drive,
                a,
                start,
                (span, state) -> state.reshape(state.getShape().get(0), -1).duplicate());
    }

    /**
     * The states after the last tokens; parameters as in {@link #outputs}.
     *
     * @return (r, n e), of the caller's scope
     */
    public static NDArray ends(Packing packing, Drive drive, NDArray a, Lines start) {
        if (isLooped(a, start.table().size())) {
            return Scoped.result(() -> new ForwardScan(packing, drive, a, start).ends());
        }
        NDArray own = table(a, start);
        kernels(a)
                .ifPresentOrElse(
                        kernels -> kernels.advance(packing, drive, a, own), () -> plainAdvance(packing, drive, a, own));
        return own.reshape(packing.rows(), -1);
    }

    private static void plainAdvance(Packing packing, Drive drive, NDArray a, NDArray start) {
        Scoped.run(() -> {
            for (int row = 0; row < packing.rows(); row += GROUP) {
                int first = row;
                for (int step = 0; step < packing.length(first); step++) {
                    Span span = Span.of(packing, first, step);
                    Scoped.run(() -> advance(TensorRows.slice(start, first, first + span.rows()), span, drive, a));
                }
            }
        });
    }

    /** Reads outputs off states that were kept: y = C S, (t, e). */
    public static NDArray read(NDArray states, NDArray out) {
        long n = out.getShape().get(1);
        return Scoped.result(() -> out.expandDims(1)
                .matMul(states.reshape(states.getShape().get(0), n, -1))
                .squeeze(1));
    }

    /**
     * The adjacent tokens of one step and one group of rows.
     *
     * @param row the first of the group
     * @param step from 0
     */
    record Span(int row, int step, int begin, int end) {

        static Span of(Packing packing, int row, int step) {
            int alive = Math.min(row + GROUP, packing.alive(step));
            return new Span(row, step, packing.index(row, step), packing.index(alive, step));
        }

        /** Those of all tokens, in their order. */
        static List<Span> all(Packing packing) {
            List<Span> spans = new ArrayList<>();
            for (int step = 0; step < packing.steps(); step++) {
                for (int row = 0; row < packing.alive(step); row += GROUP) {
                    spans.add(of(packing, row, step));
                }
            }
            return spans;
        }

        int rows() {
            return end - begin;
        }

        NDArray of(NDArray packed) {
            return TensorRows.slice(packed, begin, end);
        }
    }

    /** Reads something off the states of a span after it has advanced. */
    private interface Reader {
        NDArray read(Span span, NDArray state);
    }

    private static NDArray walk(Packing packing, Drive drive, NDArray a, NDArray start, Reader reader) {
        return Scoped.result(() -> {
            List<NDList> steps = new ArrayList<>();
            for (int step = 0; step < packing.steps(); step++) {
                steps.add(new NDList());
            }
            for (int row = 0; row < packing.rows(); row += GROUP) {
                int end = Math.min(row + GROUP, packing.rows());
                NDArray state = TensorRows.slice(start, row, end);
                for (int step = 0; step < packing.length(row); step++) {
                    Span span = Span.of(packing, row, step);
                    int alive = row + span.rows();
                    NDArray living = alive == end ? state : TensorRows.slice(state, 0, alive - row);
                    steps.get(step).add(Scoped.result(() -> {
                        advance(living, span, drive, a);
                        return reader.read(span, living);
                    }));
                }
            }
            NDList inOrder = new NDList();
            steps.forEach(inOrder::addAll);
            return NDArrays.concat(inOrder);
        });
    }

    /**
     * The decay exp(Δ A) is taken as σ/(1 - σ) with σ = sigmoid(Δ A): exact to the same last bits, and in
     * torch 2.5 times faster than its exponential (measured: 0.4 against 1 ns an element), which was
     * most of the scan. Here half of it is given, σ, (r, n, e).
     */
    static NDArray half(Span span, Drive drive, NDArray a) {
        return span.of(drive.delta()).expandDims(1).mul(a).getNDArrayInternal().sigmoid();
    }

    private static void advance(NDArray state, Span span, Drive drive, NDArray a) {
        NDArray half = half(span, drive, a);
        NDArray gain =
                span.of(drive.drive()).expandDims(1).mul(span.of(drive.in()).expandDims(2)); // (r, n, e)
        state.muli(half).divi(half.negi().addi(1)).addi(gain);
    }
}
