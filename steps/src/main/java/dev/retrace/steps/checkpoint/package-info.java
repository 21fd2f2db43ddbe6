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
 * <p>A {@code config.json} is of a {@link dev.retrace.steps.checkpoint.ModelFamily}, which reads it into
 * its own kind of {@link dev.retrace.steps.checkpoint.ModelConfig}; that says which tensors the model
 * has ({@link dev.retrace.steps.checkpoint.TensorLayout}), and they must be exactly those.
 *
 * <p>Sources: the keys and tensor names of Hugging Face's {@code MambaForCausalLM}, {@code
 * FalconMambaForCausalLM}, {@code Mamba2ForCausalLM}, {@code GPTNeoXForCausalLM} and {@code
 * GPT2LMHeadModel}, and of the Mamba authors' {@code MambaLMHeadModel}.
 *
 * <p>Read {@link dev.retrace.steps.checkpoint.LoadModelStep}, {@link
 * dev.retrace.steps.checkpoint.Checkpoint}, {@code ConfigFile}, {@code
 * ModelFamily}, {@link dev.retrace.steps.checkpoint.MambaConfig}, {@link dev.retrace.steps.checkpoint.ModelFile}, {@code
 * TokenizerVocabulary}. Uses the weights package and the tensor package's activations.
 */
@NullMarked
package dev.retrace.steps.checkpoint;

import org.jspecify.annotations.NullMarked;
