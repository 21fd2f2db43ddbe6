/**
 * Gets DJL's builds of PyTorch's CUDA libraries, which Maven Central does not have, when a person asks
 * for them: {@code retrace doctor --install-cuda}.
 *
 * <p>The server has a list of files, one path a line, each a gzip of one library. What it says is
 * believed as little as possible: names are plain, numbers and sizes bounded, no redirect leads to
 * another host. Each library is fetched into a folder beside the place where all will lie, going on where
 * an earlier attempt ended, unpacked whole or not at all, and its SHA-256 written into a manifest; the
 * folder gets its name last. The server tells no digests, so the manifest can show later damage, but who
 * served the bytes is known by TLS alone.
 *
 * <p>Source of the layout: DJL 0.35.1, {@code ai.djl.pytorch.jni.LibUtils.downloadPyTorch}.
 *
 * <p>Read {@code NativesInstaller}, {@code FileList}, {@code NativesServer}, {@code Manifest}, {@code
 * InstalledNatives}.
 */
@NullMarked
package dev.retrace.engine.torch.install;

import org.jspecify.annotations.NullMarked;
