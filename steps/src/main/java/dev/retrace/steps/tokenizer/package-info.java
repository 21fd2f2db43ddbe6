/**
 * Texts as tokens, and where a subject lies among them.
 *
 * <p>The tokens are those of the model's own {@code tokenizer.json} (byte-level byte-pair encoding, as
 * GPT-NeoX, Mamba and GPT-2 use it), without any token added at the beginning. Offsets are counted in
 * code points of the text as given, not in {@code char}s, and the space before a word belongs to the
 * word's token.
 *
 * <p>Sources: Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units" (arXiv
 * 1508.07909) for byte-pair encoding; Sen Sharma et al. (arXiv 2404.03646) for which tokens are a
 * subject's: those that its characters touch.
 *
 * <p>Read {@link dev.retrace.steps.tokenizer.Tokenizer}, then {@link
 * dev.retrace.steps.tokenizer.Encoding}.
 */
@NullMarked
package dev.retrace.steps.tokenizer;

import org.jspecify.annotations.NullMarked;
