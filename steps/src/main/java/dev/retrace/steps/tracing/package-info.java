/**
 * Activation patching, also called causal tracing: which hidden states carry a fact from its subject
 * to the answer.
 *
 * <p>A clean run ("Michael Jordan professionally played") and a corrupted one about another subject
 * ("Pele professionally played") differ in their answer. One state of the corrupted run takes the
 * value that it has in the clean run; how much of the clean answer's probability that brings back is
 * the state's <em>indirect effect</em> (IE). Averaged over facts, tokens sorted into buckets, it is the
 * average indirect effect (AIE) of figures 2 and 3.
 *
 * <p>Sources: Sen Sharma et al., "Locating and Editing Factual Associations in Mamba" (arXiv
 * 2404.03646), section 3; Meng et al., "Locating and Editing Factual Associations in GPT" (arXiv
 * 2202.05262), section 2, for the method with noise in place of another subject.
 *
 * <p>Read {@link dev.retrace.steps.tracing.PatchStep}, {@link
 * dev.retrace.steps.tracing.ActivationPatching}, {@link dev.retrace.steps.effect.IndirectEffect},
 * {@link dev.retrace.steps.tracing.Bucket}. Uses the model, intervention, tokenizer, dataset and effect
 * packages; no other experiment.
 */
@NullMarked
package dev.retrace.steps.tracing;

import org.jspecify.annotations.NullMarked;
