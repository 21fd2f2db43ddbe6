package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A convolution along the tokens, of each channel by itself, that sees no later token:
 *
 * <pre>{@code y[t]_j = b_j + Σ_i w[j, k - 1 - i] x[t - i]_j     i = 0 … k - 1}</pre>
 *
 * <p>Source: Gu and Dao, "Mamba" (arXiv 2312.00752), section 3.4.
 */
public final class CausalConvolution {

    private final NDManager owner;
    private final List<NDArray> taps = new ArrayList<>(); // k of (e), by distance from the token
    private final NDArray table; // the same in one piece, (k, e)
    private final @Nullable NDArray bias; // (e)

    /**
     * @param kernels w, (e, 1, k); the caller keeps it open
     * @param bias b, (e), if there is one
     */
    public CausalConvolution(NDManager owner, NDArray kernels, @Nullable NDArray bias) {
        this.owner = owner;
        this.bias = bias;
        long width = kernels.getShape().get(2);
        for (long distance = 0; distance < width; distance++) {
            taps.add(TensorRows.contiguous(kernels.get(":, 0, " + (width - 1 - distance))));
        }
        this.table = NDArrays.stack(new NDList(taps));
    }

    /** How many tokens before the first it looks back to, k - 1. */
    public int lookback() {
        return taps.size() - 1;
    }

    /**
     * Convolves packed rows.
     *
     * @param x (t, e)
     * @param history x of the k - 1 tokens before the first, step by step for all rows, ((k - 1) rows, e)
     * @return y, (t, e), of the caller's scope
     */
    public NDArray of(NDArray x, NDArray history, Packing packing) {
        return Scoped.result(() -> {
            NDArray sum = x.mul(taps.get(0));
            if (bias != null) {
                sum.addi(bias);
            }
            NDArray all = lookback() == 0 ? x : NDArrays.concat(new NDList(history, x));
            for (int distance = 1; distance < taps.size(); distance++) {
                sum.addi(earlier(all, distance, packing).mul(taps.get(distance)));
            }
            return sum;
        });
    }

    /** What each token's own x adds to its y, (t, e), of the caller's scope. */
    public NDArray own(NDArray x) {
        return x.mul(taps.get(0));
    }

    /**
     * SiLU of the same.
     *
     * @param x (t, e); on a GPU it may be float16
     * @param history as in {@link #of}, of any lines
     * @return (t, e), float32, of the caller's scope
     */
    public NDArray activated(Tape tape, NDArray x, Lines history, Packing packing) {
        if (tape.records() && !tape.learns()) {
            Optional<FusedKernels> kernels = FusedKernels.of(x.getDevice());
            if (kernels.isPresent()) {
                return tape.call(new NDList(x), given -> recorded(kernels.get(), given, history, packing));
            }
        }
        return FusedKernels.on(x)
                .map(kernels -> kernels.convolved(x, history, table, bias, packing))
                .orElseGet(() -> Normalization.silu(of(x, earlierLines(history), packing)));
    }

    /**
     * The same in two types, where the device has a kernel and x is of the narrower one.
     *
     * @param narrow filled in, (t, e), of x's type
     */
    public NDArray activated(NDArray x, Lines history, Packing packing, NDArray narrow) {
        return FusedKernels.of(x.getDevice())
                .orElseThrow(() -> new IllegalStateException("there is no kernel for " + x.getDevice()))
                .convolved(x, history, table, bias, packing, narrow);
    }

    private NDArray earlierLines(Lines history) {
        return lookback() == 0 ? history.table() : TensorRows.take(owner, history.table(), history.indices());
    }

    private Tape.Op recorded(FusedKernels kernels, NDList given, Lines history, Packing packing) {
        NDArray x = given.get(0);
        return new Tape.Op(
                kernels.convolved(x, history, table, bias, packing),
                slope -> new NDList(
                        kernels.pullbacks().convolved(x, history, table, bias, Repeated.none(packing), slope)));
    }

    /**
     * The derivative of {@link #activated} by x, on a GPU.
     *
     * @param x (t', e)
     * @param slope by its values, (t, e)
     * @return (t, e), of the caller's scope
     */
    public NDArray pulled(FusedPullbacks pullbacks, NDArray x, Lines history, Repeated rows, NDArray slope) {
        return pullbacks.convolved(x, history, table, bias, rows, slope);
    }

    /** x of the tokens so many steps before, (t, e). */
    private NDArray earlier(NDArray all, int distance, Packing packing) {
        if (packing.isEven()) {
            long begin = (long) (lookback() - distance) * packing.rows();
            return TensorRows.slice(all, begin, begin + packing.tokens());
        }
        return TensorRows.take(owner, all, packing.earlier(distance, lookback()));
    }
}
