package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.retrace.steps.tensor.SelectiveScan.Drive;
import dev.retrace.steps.tensor.SelectiveScan.Span;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The derivative of {@link SelectiveScan}, from the last step to the first. With v the derivative by y, u = Δ c
 * and λ the derivative by the state:
 *
 * <pre>{@code
 * λ[t] = C[t] v[t] + exp(Δ[t+1] A) λ[t+1]
 * by C[t]: Σ_e S[t] v[t]       by u[t]: Σ_n B[t] λ[t]       by B[t]: Σ_e u[t] λ[t]
 * by Δ[t]: Σ_n A exp(Δ[t] A) S[t-1] λ[t]            by A: Σ_t Δ[t] exp(Δ[t] A) S[t-1] λ[t]
 * }</pre>
 *
 * @param a A, (n, e)
 * @param out C, (t, n)
 * @param start the states before the first tokens, (r, n, e)
 * @param states those after each token, (t, n e)
 */
record ScanPullback(Packing packing, Drive drive, NDArray a, NDArray out, NDArray start, NDArray states) {

    /**
     * The derivatives by Δ, u, B and C, and by A if asked for, in their shapes; of the caller's scope.
     *
     * @param slope v, (t, e)
     */
    NDList of(NDArray slope, boolean byA) {
        NDArray slopeOfA = a.zerosLike();
        List<Span> spans = Span.all(packing);
        Map<Integer, NDArray> later = new HashMap<>(); // by the first row of a group
        List<Deque<NDArray>> parts =
                List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());
        for (int i = spans.size() - 1; i >= 0; i--) {
            Span span = spans.get(i);
            NDArray byState = byState(span, slope, later);
            NDArray v = span.of(slope).expandDims(2); // (r, e, 1)
            parts.get(3).push(state(span).matMul(v).squeeze(2));
            parts.get(1).push(span.of(drive.in()).expandDims(1).matMul(byState).squeeze(1));
            parts.get(2)
                    .push(byState.matMul(span.of(drive.drive()).expandDims(2)).squeeze(2));
            NDArray half = SelectiveScan.half(span, drive, a);
            NDArray decayed = byState.muli(half).divi(half.negi().addi(1));
            NDArray carried = decayed.mul(before(span));
            if (byA) {
                NDArray step = span.of(drive.delta()).expandDims(1);
                slopeOfA.addi(carried.mul(step).sum(new int[] {0}));
            }
            parts.get(0).push(carried.muli(a).sum(new int[] {1}));
            later.put(span.row(), decayed);
        }
        NDList slopes = new NDList();
        parts.forEach(part -> slopes.add(NDArrays.concat(new NDList(part))));
        if (byA) {
            slopes.add(slopeOfA);
        }
        return slopes;
    }

    /** λ of a span, (r, n, e); fewer rows may go on than were there. */
    private NDArray byState(Span span, NDArray slope, Map<Integer, NDArray> later) {
        NDArray byState = span.of(out).expandDims(2).mul(span.of(slope).expandDims(1));
        NDArray decayed = later.get(span.row());
        if (decayed != null) {
            TensorRows.slice(byState, 0, decayed.getShape().get(0)).addi(decayed);
        }
        return byState;
    }

    private NDArray state(Span span) {
        return span.of(states).reshape(span.rows(), a.getShape().get(0), -1);
    }

    /** The states of a span's rows before its step. */
    private NDArray before(Span span) {
        if (span.step() == 0) {
            return TensorRows.slice(start, span.row(), (long) span.row() + span.rows());
        }
        int begin = packing.index(span.row(), span.step() - 1);
        return TensorRows.slice(states, begin, (long) begin + span.rows())
                .reshape(span.rows(), a.getShape().get(0), -1);
    }
}
