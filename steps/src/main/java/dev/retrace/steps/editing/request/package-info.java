/**
 * Requests to edit a fact, as tokens: which of them can be edited, the contexts that their prompts are put into,
 * and how a model writes texts, contexts among them.
 *
 * <p>Sources: Meng et al. (arXiv 2202.05262), section 3.4 and appendix E.5; Sen Sharma et al. (arXiv 2404.03646),
 * section 5, with the authors' code.
 *
 * <p>Read {@link dev.retrace.steps.editing.request.FilterRewritesStep}, {@link
 * dev.retrace.steps.editing.request.RequestEncoder}, {@link
 * dev.retrace.steps.editing.request.ContextTemplatesStep}, {@link
 * dev.retrace.steps.editing.request.TextSampler}. Uses the model, tokenizer and dataset packages; knows no edit.
 */
@NullMarked
package dev.retrace.steps.editing.request;

import org.jspecify.annotations.NullMarked;
