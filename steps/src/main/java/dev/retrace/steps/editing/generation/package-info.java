/**
 * What a model writes about edited subjects, and how fluent it still is.
 *
 * <p>Sources: Meng et al. (arXiv 2202.05262), section 3.4, and its code; Zhang et al. (arXiv 1809.05972) for the
 * entropy of n-grams.
 *
 * <p>Read {@link dev.retrace.steps.editing.generation.EvaluateGenerationStep}, {@link
 * dev.retrace.steps.editing.generation.Fluency}. Uses the requests and the edits of the packages above and beside it.
 */
@NullMarked
package dev.retrace.steps.editing.generation;

import org.jspecify.annotations.NullMarked;
