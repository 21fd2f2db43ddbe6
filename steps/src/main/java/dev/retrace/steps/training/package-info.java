/**
 * Small models of our own, trained from nothing on facts and texts of our own.
 *
 * <p>{@code training-texts} words facts as texts; {@code train-tokenizer} (in the tokenizer package) learns tokens from
 * them; {@code train} finds weights by {@link dev.retrace.steps.training.AdamW}, from one checkpoint to the next; {@code
 * write-model} makes a checkpoint a Hugging Face folder's files, and a model that other steps take.
 *
 * <p>Nothing is drawn one after another: a first weight is a hash of (seed, tensor, place), a text's turn one of (seed,
 * text, round). So the rows of a step do not depend on where a training was interrupted, and two cells of a thousand
 * steps give the bits of one cell of two thousand.
 *
 * <p>The forward pass is the one that experiments use, recorded: {@link dev.retrace.steps.model.NextTokenLoss}.
 *
 * <p>Read {@link dev.retrace.steps.training.TrainStep}, {@code Training}, {@code RowStream}, {@code TrainingState},
 * {@link dev.retrace.steps.training.TrainingTextsStep}, {@code Wordings}, {@link
 * dev.retrace.steps.training.WriteModelStep}, {@code ModelCard}.
 */
@NullMarked
package dev.retrace.steps.training;

import org.jspecify.annotations.NullMarked;
