package dev.retrace.steps.intervention;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A matrix inside a block that an edit of rank one can apply to.
 *
 * <p>Source: Sen Sharma et al. (arXiv 2404.03646), figure 1 for Mamba; Meng et al. (arXiv 2202.05262)
 * for the feed-forward matrices of a transformer.
 */
public enum Weight {
    /** Of Mamba: from the normalised residual stream to a. */
    W_A,
    /** Of Mamba: from the normalised residual stream to the gate before SiLU. */
    W_G,
    /** Of Mamba: from the gated output of the state-space model to o; in Mamba-2 after its norm. */
    W_O,
    /** Of a transformer's MLP: from the normalised residual stream to its hidden units. */
    W_UP,
    /** Of a transformer's MLP: from its hidden units to its output. */
    W_DOWN;

    /** As files and tables write it: {@code w_o}. */
    public String symbol() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The weight that is written so, if there is one. */
    static Optional<Weight> named(String symbol) {
        return Arrays.stream(values())
                .filter(weight -> weight.symbol().equals(symbol))
                .findFirst();
    }
}
