package dev.retrace.steps.intervention;

import java.util.Locale;

/**
 * A named state inside a block, in the letters of Sen Sharma et al. (arXiv 2404.03646), figure 1.
 *
 * <p>For block l and token i, with x = RMSNorm(h of block l-1):
 *
 * <pre>{@code
 * a = W_a x             s = SSM(SiLU(conv(a))), with the skip term
 * g = SiLU(W_g x)       o = W_o (s * g)          h = (h of block l-1) + o
 * }</pre>
 */
public enum State {
    /** The residual stream after the block, width d. */
    H,
    /** The block's output before it is added to the residual stream, width d. */
    O,
    /** The gate after SiLU, width e. */
    G,
    /** The output of convolution and state-space model, before the gate, width e. */
    S;

    /** The letter of the paper: {@code h}, {@code o}, {@code g}, {@code s}. */
    public String symbol() {
        return name().toLowerCase(Locale.ROOT);
    }
}
