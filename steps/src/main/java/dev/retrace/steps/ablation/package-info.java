/**
 * Knock-out by mean ablation: what a Mamba loses if some tokens' input to the state-space model becomes an
 * average one.
 *
 * <p>Attention can be knocked out between two tokens; in a Mamba the convolution and its SiLU mix
 * neighbours before the scan, so one token's part in another cannot be taken out. Instead a, what the
 * convolution sees, becomes its mean over many texts: at the tokens of a setting, in a window of layers. At
 * all other tokens before the last it is held at its clean value, so that nothing leaks to the last token by
 * a detour; the last token is left to itself unless it is the setting. The measure is the relative change of
 * the probability of the clean run's answer.
 *
 * <p>Source: Sen Sharma et al., "Locating and Editing Factual Associations in Mamba" (arXiv 2404.03646),
 * figures 8 and 9, and the authors' code. There the means are over 128 Wikipedia snippets of at most 128
 * tokens: first over a text's tokens, then over texts, unweighted.
 *
 * <p>Read {@link dev.retrace.steps.ablation.AverageStatesStep}, {@link
 * dev.retrace.steps.ablation.AblateStep}, {@link dev.retrace.steps.ablation.MeanAblation}, {@link
 * dev.retrace.steps.ablation.Setting}. Uses the model, intervention, tokenizer, dataset and effect packages;
 * no other experiment.
 */
@NullMarked
package dev.retrace.steps.ablation;

import org.jspecify.annotations.NullMarked;
