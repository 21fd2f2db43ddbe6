/**
 * Language models that can be replayed under interventions.
 *
 * <p>A model is run once over the prompts, which keeps what a replay starts from; a replay then
 * computes only what the interventions of its rows can change.
 *
 * <p>Source: Gu and Dao, "Mamba" (arXiv 2312.00752). Axis letters: those of the intervention package.
 *
 * <p>Start at {@link dev.retrace.steps.model.LanguageModel}, whose questions and answers are {@code
 * Query} and {@code Readout}; then {@link dev.retrace.steps.model.ModelLoader}, {@code Mamba1}, {@code
 * MambaRun} (the prefill) and {@code Replay}. Uses the checkpoint, intervention and tensor packages; no
 * data, no experiment.
 */
@NullMarked
package dev.retrace.steps.model;

import org.jspecify.annotations.NullMarked;
