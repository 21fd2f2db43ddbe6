/**
 * Interventions on a forward pass, as data attached to the rows of a batch, so that one batch can
 * hold different facts, layers and tokens.
 *
 * <p>Axis letters: f prompts of a prefill, b rows of a replay, l tokens, d residual width, e inner
 * width of a Mamba block, n its state size, k its convolution width, v vocabulary.
 */
@NullMarked
package dev.retrace.steps.intervention;

import org.jspecify.annotations.NullMarked;
