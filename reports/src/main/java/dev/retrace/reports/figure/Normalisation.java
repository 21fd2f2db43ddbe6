package dev.retrace.reports.figure;

import java.util.Locale;

/**
 * How an indirect effect is made from probabilities (Sen Sharma et al., arXiv 2404.03646; their text
 * and their code differ).
 */
enum Normalisation {
    /** {@code p_patched / (p_high - p_low)}: what the published average figures show. */
    PAPER,
    /** {@code (p_patched - p_low) / (p_high - p_low)}: the paper's definition. */
    PROPER;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
