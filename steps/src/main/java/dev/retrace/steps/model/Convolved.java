package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.tensor.CausalConvolution;
import dev.retrace.steps.tensor.Packing;

/** A block's convolution where the tokens before the first are recalled, with SiLU after it. */
final class Convolved {

    private Convolved() {}

    /** SiLU(conv(x)), (t, e), of the caller's scope; leaves x to later tokens. */
    static NDArray of(CausalConvolution convolution, NDArray x, Pass pass) {
        pass.remember(Memory.CONVOLUTION, x);
        Packing packing = pass.packing();
        int lookback = convolution.lookback();
        int[] begins = pass.begins();
        int[] rows = new int[lookback * packing.rows()];
        int[] tokens = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i % packing.rows();
            tokens[i] = begins[rows[i]] - lookback + i / packing.rows();
        }
        int width = (int) x.getShape().get(1);
        NDArray history = lookback == 0 ? x : pass.recall(Memory.CONVOLUTION, rows, tokens, width);
        return convolution.activated(pass.tape(), x, history, packing);
    }
}
