/**
 * Files whole or not at all: temporary names that tell their owner, publication by link or rename,
 * and the stamp by which a changed file is noticed.
 *
 * <p>The order of the steps (write aside, force, link, force the folder) is that of Bazel's disk
 * cache after its partial files (bazelbuild/bazel issues 17080 and 17428); temporary names carry host,
 * process and a random number since SCons and joblib corrupted caches with fixed ones.
 *
 * <p>Start at {@link dev.retrace.cache.disk.AtomicFiles}.
 */
@NullMarked
package dev.retrace.cache.disk;

import org.jspecify.annotations.NullMarked;
