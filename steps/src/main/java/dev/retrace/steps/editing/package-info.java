/**
 * Editing a fact by a change of rank one of one weight matrix (ROME), in a Mamba as in a transformer.
 *
 * <p>A weight matrix is read as a memory that gives a value v for a key k. The key of a subject is the
 * matrix's input at the subject's last token, averaged over contexts; the new value is found by gradient
 * descent, so that the model then says the new object; and W + r uᵀ with u along C⁻¹ k changes what the
 * matrix gives for that key, and as little as can be for others (C as of the covariance package).
 *
 * <p>Weights never change: an edit is an {@code Intervention.RankOne} of a row, so facts are edited, and
 * edits undone, by saying so; rows of one batch have different edits. What lies below the edited layer, or
 * before the subject's last token, is computed once.
 *
 * <p>Sources: Meng et al., "Locating and Editing Factual Associations in GPT" (arXiv 2202.05262), section 3
 * and appendix E; Sen Sharma et al., "Locating and Editing Factual Associations in Mamba" (arXiv
 * 2404.03646), section 5, with the authors' code, whose choices are the defaults: v is a for W_a, g before
 * its SiLU for W_g, o for W_o, and the MLP's output for W_down.
 *
 * <p>Read {@link dev.retrace.steps.editing.request.FilterRewritesStep} for what is edited, {@link
 * dev.retrace.steps.editing.EditStep}, {@link dev.retrace.steps.editing.RequestRun}, {@link
 * dev.retrace.steps.editing.ValueSearch}, {@link dev.retrace.steps.editing.Editor}; then {@link
 * dev.retrace.steps.editing.EvaluateStep}, {@link dev.retrace.steps.editing.EditScores}, {@link
 * dev.retrace.steps.editing.generation.EvaluateGenerationStep}. Uses the model,
 * intervention, tokenizer, dataset, covariance, effect and tensor packages; no other experiment.
 */
@NullMarked
package dev.retrace.steps.editing;

import org.jspecify.annotations.NullMarked;
