/**
 * What is shared below the models: the one place where the tensor engine starts, tensors
 * of files, and tensor functions that know no model.
 *
 * <p>Memory: the engine frees nothing by itself. Work happens inside {@link
 * dev.retrace.steps.tensor.Scoped}, which frees every intermediate; what shall outlive it is handed
 * to an owner by name.
 *
 * <p>Speed: on a GPU kernels of ours do what lies between the matrix products ({@code FusedKernels}, {@code
 * FusedMixing}); on the CPU
 * large products go to oneDNN ({@code OneDnn}), and scans through loops of ours ({@code ForwardScan} and, where
 * derivatives are due, {@code ScanLoops}). Each stands beside plain operations of the engine that give the same.
 *
 * <p>Sources: Gu and Dao, "Mamba" (arXiv 2312.00752) for {@link
 * dev.retrace.steps.tensor.SelectiveScan}; Vaswani et al. (arXiv 1706.03762) and Dao and Gu (arXiv
 * 2405.21060) for {@link dev.retrace.steps.tensor.TokenMixing}; Su et al. (arXiv 2104.09864) for {@link
 * dev.retrace.steps.tensor.Rotary}.
 *
 * <p>Axis letters: r rows, t tokens of all rows one after another in the order of {@link
 * dev.retrace.steps.tensor.Packing}, d residual width, e inner width, n state size, k convolution
 * width. Read {@code TorchEngine}, {@code Scoped}, {@code Packing}, {@code SelectiveScan}, {@code CausalGrid}, {@code
 * TokenMixing}, {@code Precision}, {@code LinearAlgebra}.
 */
@NullMarked
package dev.retrace.steps.tensor;

import org.jspecify.annotations.NullMarked;
