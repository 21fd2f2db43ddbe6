/**
 * Files of weights as they are downloaded: which tensors they hold and where each lies. Nothing here
 * knows a family of models or the tensor engine, reads a tensor's values, or executes anything.
 *
 * <p>The files come from strangers. Every length is checked against the file before anything of that
 * length is allocated, so that a reader's memory is a small multiple of the file's description of
 * itself; a file is read whole as described, or refused by a message that names what is wrong.
 *
 * <p>Sources: the safetensors format and the checks of its reference reader; for {@code
 * pytorch_model.bin}, the format of {@code torch.save} and the operations that PyTorch's own reader
 * for weights alone allows.
 *
 * <p>Read {@link dev.retrace.steps.weights.WeightFiles} (a folder), {@link
 * dev.retrace.steps.weights.TensorFile} (a file), then the formats: {@code Safetensors}, {@code
 * TorchFile}. Uses no other package of the steps.
 */
@NullMarked
package dev.retrace.steps.weights;

import org.jspecify.annotations.NullMarked;
