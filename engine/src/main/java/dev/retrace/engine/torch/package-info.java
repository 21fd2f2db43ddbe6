/**
 * Which PyTorch workers load: found on disk by its files, without loading it.
 *
 * <p>In this order: what {@code PYTORCH_LIBRARY_PATH} names, as DJL reads it, with its version from
 * {@code PYTORCH_VERSION} and {@code PYTORCH_FLAVOR} or from the files that PyTorch ships beside its
 * libraries; for a GPU what {@code retrace doctor --install-cuda} has put into the user's cache folder;
 * else the CPU libraries of the class path. DJL reaches PyTorch through a bridge, {@code libdjl_torch},
 * made for one version of it: the class path has that of one version, other versions need theirs beside
 * their libraries.
 *
 * <p>Source: DJL 0.35.1, {@code ai.djl.pytorch.jni.LibUtils}, and its documentation "Load your own
 * PyTorch native library".
 *
 * <p>Read {@code TorchSearch}, {@code TorchLibraries}, {@code Bridge}, {@code KernelCompiler}; the
 * package {@code install} gets libraries on request.
 */
@NullMarked
package dev.retrace.engine.torch;

import org.jspecify.annotations.NullMarked;
