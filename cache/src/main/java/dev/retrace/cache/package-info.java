/**
 * Bytes and the memory of work. Knows nothing of experiments.
 *
 * <p>A {@link dev.retrace.cache.Store} is a folder. Its files are the truth, also for coordination:
 * content by digest ({@link dev.retrace.cache.ContentStore}), one record for each key of work done
 * ({@link dev.retrace.cache.ActionCache}), at most one living worker for each key ({@link
 * dev.retrace.cache.Leases}), what is known of files elsewhere ({@link
 * dev.retrace.cache.FileDigests}), what runs did ({@link dev.retrace.cache.RunHistory}) and what they
 * will say as long as nothing changes ({@link dev.retrace.cache.RepeatMemory}). Whatever
 * appears in it appears whole: written aside, forced to disk, then linked to its name. So a process
 * may be killed at any instant, several may share a store, also over a network file system, and
 * nobody ever has to clear a lock.
 *
 * <p>The vocabulary (digest, artifact, content store, action cache) is that of Bazel's remote
 * execution API, the publication protocol that of Bazel's disk cache and of Nix.
 *
 * <p>Start at {@link dev.retrace.cache.Store}, then {@link dev.retrace.cache.StoreLayout}. The
 * packages below: {@code process} (who is alive), {@code disk} (files whole or not at all), {@code
 * fault} (where tests kill); they know nothing of this one. On it build {@code index} (H2,
 * disposable), {@code verify} (are the bytes right), {@code gc} (what may go) and {@code bundle} (a run
 * in one file).
 */
@NullMarked
package dev.retrace.cache;

import org.jspecify.annotations.NullMarked;
