package dev.retrace.steps.knockout;

import java.util.Locale;

/**
 * Which channels of a layer are knocked out; a third is a third of them by how fast they forget.
 *
 * <p>Source: Endy et al. (arXiv 2505.24244), feature knockout. The text blocks one third: the slow one holds
 * the features that depend on the context, the fast one those that do not. The released code blocks all
 * but one third: its FAST_DECAY, drawn as "context-dependent", is {@link #KEEP_FAST}; its SLOW_DECAY,
 * drawn as "context-independent", is {@link #KEEP_SLOW}. The random thirds are a control that neither has.
 */
enum ChannelChoice {
    /** All. */
    ALL,
    /** All but the third that forgets fastest: the code's context-dependent. */
    KEEP_FAST,
    /** All but the third that forgets slowest: the code's context-independent. */
    KEEP_SLOW,
    /** All but a third drawn at random. */
    KEEP_RANDOM,
    /** The third that forgets fastest: the text's context-independent. */
    BLOCK_FAST,
    /** The third that forgets slowest: the text's context-dependent. */
    BLOCK_SLOW,
    /** A third drawn at random. */
    BLOCK_RANDOM;

    /** Whether the third stays connected, rather than being all that does not. */
    boolean keepsThird() {
        return this == KEEP_FAST || this == KEEP_SLOW || this == KEEP_RANDOM;
    }

    /** Whether it must be known how fast channels forget. */
    boolean isRanked() {
        return this == KEEP_FAST || this == KEEP_SLOW || this == BLOCK_FAST || this == BLOCK_SLOW;
    }

    /** As tables write it: {@code keep-fast}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
