/**
 * Hidden attention: a Mamba's layer as a matrix of how much each token takes from each before it.
 *
 * <p>A state-space layer is linear in what its tokens write, so its output at a token is a weighted sum over
 * the tokens before, one matrix of weights a channel (a head of Mamba-2). Knockout sets entries of these
 * matrices to 0; here they are shown. Lines are not normalised and weights have signs, so several channels
 * become one matrix by a rule that is named in the table.
 *
 * <p>Sources: Ali, Zimerman and Wolf, "The Hidden Attention of Mamba Models" (arXiv 2403.01590); Dao and Gu,
 * "Transformers are SSMs" (arXiv 2405.21060); Endy et al., "Mamba Knockout" (arXiv 2505.24244), section 3.
 *
 * <p>Read {@link dev.retrace.steps.attention.HiddenAttentionStep}, {@link
 * dev.retrace.steps.attention.HiddenAttention}, {@link dev.retrace.steps.attention.Rule}. Uses the model,
 * intervention, tokenizer and dataset packages; no experiment.
 */
@NullMarked
package dev.retrace.steps.attention;

import org.jspecify.annotations.NullMarked;
