/**
 * Second moments of what a weight matrix is multiplied with, over a corpus: what an edit of rank one needs
 * to leave other inputs alone.
 *
 * <p>For inputs k of a matrix, C = E[k kᵀ], not centred. {@code covariance} adds k kᵀ over the tokens of a
 * table of texts, for all matrices that are asked for in one pass over a text; its cells are shards of that
 * table, so an interrupted run goes on where it stopped. {@code combine-covariance} adds the shards up and
 * reports how far C can be solved with. All sums are in double precision.
 *
 * <p>Sources: Meng et al., "Locating and Editing Factual Associations in GPT" (arXiv 2202.05262), appendix
 * E.2; Sen Sharma et al. (arXiv 2404.03646), section 5, as in the authors' code: 100,000 articles of English
 * Wikipedia, each cut to 2,048 tokens.
 *
 * <p>Read {@link dev.retrace.steps.covariance.CovarianceStep}, {@link
 * dev.retrace.steps.covariance.SecondMoments}, {@link dev.retrace.steps.covariance.MomentFile}. Uses the
 * model, intervention, tokenizer, dataset, tensor and weights packages; no experiment.
 */
@NullMarked
package dev.retrace.steps.covariance;

import org.jspecify.annotations.NullMarked;
