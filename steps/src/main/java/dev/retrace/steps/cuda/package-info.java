/**
 * Kernels of our own on NVIDIA's GPUs: CUDA C that NVRTC compiles at first use, kept by architecture in the user's
 * cache, and launched through the driver on the memory of torch's tensors.
 *
 * <p>Everything goes to the legacy default stream, as all that torch does here: so a kernel sees what was launched
 * before it, and torch may hand on a tensor's memory as soon as the tensor is closed.
 *
 * <p>Where the driver or NVRTC is missing there is no {@link dev.retrace.steps.cuda.CudaDevice}, and torch's own
 * operations do the work. Sources: NVIDIA's CUDA Driver API and NVRTC documentation, release 12; torch's stable C
 * interface ({@code torch/csrc/inductor/aoti_torch/c/shim.h}).
 *
 * <p>Reading order: {@link dev.retrace.steps.cuda.CudaDevice}, {@link dev.retrace.steps.cuda.CudaModule}, {@link
 * dev.retrace.steps.cuda.Arguments}.
 */
@NullMarked
package dev.retrace.steps.cuda;

import org.jspecify.annotations.NullMarked;
