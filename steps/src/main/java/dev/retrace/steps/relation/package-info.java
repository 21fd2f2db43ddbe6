/**
 * Linear relations: whether a model decodes a relation by a map that is nearly linear.
 *
 * <p>Behind a few examples of a relation the model is asked for a further subject. From h, the residual stream
 * at the subject's last token after some layer, to z, that at the prompt's last token after the last layer, it
 * computes a function; its Jacobian J = ∂z/∂h, averaged over some subjects, makes the linear relational
 * embedding
 *
 * <pre>{@code
 * LRE(s) = β W h + b        W = mean of J        b = mean of (z - J h)
 * }</pre>
 *
 * <p>It is faithful if it predicts what the model predicts: if its most probable token, behind the model's own
 * final norm and output matrix, begins the object. It is causal if its inverse of low rank tells how to change
 * h, W⁺ (z' - z), so that the model answers with another subject's object.
 *
 * <p>Source: Hernandez et al., "Linearity of Relation Decoding in Transformer Language Models" (arXiv
 * 2308.09124); Sen Sharma et al. (arXiv 2404.03646), for Mamba. Their code for Mamba takes other
 * states and a distorted Jacobian: its layer l is the input of block l, its z lacks the last block's output,
 * and J is of a run in which the residual stream is doubled and a block left out. Here h, z and J are as
 * defined above.
 *
 * <p>Axis letters: d residual width. Read {@link dev.retrace.steps.relation.LinearRelationStep}, {@link
 * dev.retrace.steps.relation.TrialDraw}, {@link dev.retrace.steps.relation.Experiment}, {@link
 * dev.retrace.steps.relation.Jacobians}, {@link dev.retrace.steps.relation.LowRankInverse}, then {@link
 * dev.retrace.steps.relation.SummarizeRelationsStep}. Uses the model, intervention, tensor, tokenizer and
 * dataset packages; no other experiment.
 */
@NullMarked
package dev.retrace.steps.relation;

import org.jspecify.annotations.NullMarked;
