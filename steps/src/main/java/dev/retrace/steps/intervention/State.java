package dev.retrace.steps.intervention;

import java.util.Locale;

/**
 * A named state inside a block, in the letters of Sen Sharma et al. (arXiv 2404.03646), figure 1.
 *
 * <p>For a Mamba block l and token i, with x = RMSNorm(h of block l-1):
 *
 * <pre>{@code
 * a = W_a x             s = SSM(SiLU(conv(a))), with the skip term
 * g = SiLU(W_g x)       o = W_o (s * g)          h = (h of block l-1) + o
 * }</pre>
 *
 * <p>In Mamba-2 the product s g is normalised before W_o. A transformer has h, the output of its
 * attention and that of its MLP; which states a model has, its architecture says.
 */
public enum State {
    /** The residual stream after the block, width d; of layer -1 it is the embedding. */
    H,
    /** Mamba: the block's output before it is added to the residual stream, width d. */
    O,
    /** Mamba: the gate after SiLU, width e. */
    G,
    /** Mamba: the output of convolution and state-space model, before the gate, width e. */
    S,
    /** Mamba: what the convolution sees, width e. */
    A,
    /** Mamba: the gate before SiLU, the papers' g̃, width e. */
    G_RAW,
    /** Transformer: the attention's output, with its bias, width d. */
    ATTN,
    /** Transformer: the MLP's output, with its bias, width d. */
    MLP;

    /** The letter of the paper: {@code h}, {@code o}, {@code g}, {@code s}; or {@code attn}, {@code mlp}. */
    public String symbol() {
        return name().toLowerCase(Locale.ROOT);
    }
}
