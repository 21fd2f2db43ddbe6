/**
 * What the experiments on facts share: how an effect is measured, and how many replays are run.
 *
 * <p>An experiment changes states of a run and asks what becomes of one answer's probability. The
 * {@linkplain dev.retrace.steps.effect.Baseline baseline} says how probable the answer is unchanged; the
 * {@linkplain dev.retrace.steps.effect.IndirectEffect indirect effect} relates a changed run to it; {@link
 * dev.retrace.steps.effect.Replays} cuts the work into pieces that memory holds, by the work alone, so that
 * every machine computes the same batches.
 *
 * <p>Sources: Sen Sharma et al., "Locating and Editing Factual Associations in Mamba" (arXiv 2404.03646),
 * section 3, and the authors' code.
 *
 * <p>Read {@link dev.retrace.steps.effect.PairRuns}, {@link dev.retrace.steps.effect.IndirectEffect}, {@link
 * dev.retrace.steps.effect.LayerWindow}, {@link dev.retrace.steps.effect.Replays}. Uses the model,
 * intervention and dataset packages; knows no experiment.
 */
@NullMarked
package dev.retrace.steps.effect;

import org.jspecify.annotations.NullMarked;
