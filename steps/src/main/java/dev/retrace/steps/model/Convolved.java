package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.tensor.CausalConvolution;
import dev.retrace.steps.tensor.Lines;

/** A block's convolution where the tokens before the first are recalled, with SiLU after it. */
final class Convolved {

    private Convolved() {}

    /** SiLU(conv(x)), (t, e), of the caller's scope; leaves x to later tokens. */
    static NDArray of(CausalConvolution convolution, NDArray x, Pass pass) {
        pass.remember(Memory.CONVOLUTION, x);
        return convolution.activated(pass.tape(), x, history(convolution, x, pass), pass.packing());
    }

    /** x of the tokens before the first of each row, step by step for all rows. */
    static Lines history(CausalConvolution convolution, NDArray x, Pass pass) {
        int lookback = convolution.lookback();
        if (lookback == 0) {
            return new Lines(x, new long[0]);
        }
        int[] begins = pass.begins();
        int[] rows = new int[lookback * begins.length];
        int[] tokens = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i % begins.length;
            tokens[i] = begins[rows[i]] - lookback + i / begins.length;
        }
        return pass.lines(Memory.CONVOLUTION, rows, tokens, (int) x.getShape().get(1));
    }
}
