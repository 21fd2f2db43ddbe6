/**
 * Language models that can be replayed under interventions.
 *
 * <p>A model is run once over the prompts, which keeps what a replay starts from; a replay then
 * computes only what the interventions of its rows can change. That is written once, for all families:
 * {@code ResidualModel}, {@code ModelRun} with its {@code Segment}s (the prefill) and {@code Replay}.
 *
 * <p>A {@code Family} says how tokens enter the residual stream, what its {@code Block}s do to it and
 * how it becomes logits. A block is given packed rows and a {@code Pass}: there it shows each state and
 * each projection that can be changed, leaves what later tokens must know of these, and asks for what
 * earlier runs left. What is left differs: inputs of a convolution, states of a scan, keys and values;
 * that it is a table with a line per token does not.
 *
 * <p>Mamba-2 is computed in its dual form, like attention without a softmax ({@code Mamba2Mixing}); Mamba and
 * Falcon-Mamba by a scan. Where a row severs tokens from others, the first masks its grid and the second
 * gives the severed tokens a scan of their own ({@code SeveredScan}).
 *
 * <p>A {@code Pullback} is a replay that comes back down: each layer is computed once more and differentiated
 * by itself, so a derivative starts where its replay starts, and one descent gives the derivatives by the
 * states of all layers. Losses are read by {@code LossReading}.
 *
 * <p>How much goes through a layer at once is said by {@code BatchSizes}, within a {@code MemoryShare} of a GPU; what
 * does not fit all the same is halved ({@code DeviceMemory}).
 *
 * <p>Sources: Gu and Dao, "Mamba" (arXiv 2312.00752); Dao and Gu, "Transformers are SSMs" (arXiv
 * 2405.21060); Black et al., "GPT-NeoX-20B" (arXiv 2204.06745); Radford et al., "Language Models are
 * Unsupervised Multitask Learners" (2019). Axis letters: those of the intervention package.
 *
 * <p>Start at {@link dev.retrace.steps.model.LanguageModel}, whose questions and answers are {@code
 * Query}, {@code Positions} and {@code Readout}; then {@link dev.retrace.steps.model.ModelLoader}, {@code
 * Family}, {@code Block}, {@code Pass}, {@code Mamba1Block}, {@code TransformerBlock}, {@code Replay}.
 * Uses the checkpoint, intervention and tensor packages; no data, no experiment.
 */
@NullMarked
package dev.retrace.steps.model;

import org.jspecify.annotations.NullMarked;
