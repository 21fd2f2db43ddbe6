/**
 * Models as they lie on disk: which files a folder must hold, what they say, whether they belong
 * together, and the description by content that is handed on instead of weights.
 *
 * <p>{@code load-model} reads headers and JSON alone. Its {@code model.json} names files by digest, so
 * a cell's key follows the model's bytes, not its path. Only where a model is run are the weights
 * found by digest again and mapped, by the model package.
 *
 * <p>The files are downloaded from strangers: sizes, depths and counts are bounded, and each tensor is
 * the one that the configuration asks for.
 *
 * <p>Sources: the keys of Hugging Face's {@code MambaConfig} and the tensor names of its {@code
 * MambaForCausalLM}.
 *
 * <p>Read {@link dev.retrace.steps.checkpoint.LoadModelStep}, {@link
 * dev.retrace.steps.checkpoint.Checkpoint}, {@code ConfigFile}, {@link
 * dev.retrace.steps.checkpoint.MambaConfig}, {@link dev.retrace.steps.checkpoint.ModelFile}, {@code
 * TokenizerVocabulary}. Uses the weights package; no other.
 */
@NullMarked
package dev.retrace.steps.checkpoint;

import org.jspecify.annotations.NullMarked;
