/**
 * Whether a store's bytes are still what their names say.
 *
 * <p>On disk a bit may flip, and a file may be cut or lost; a hit checks sizes only, since reading
 * everything would cost more than it saves (Bazel dropped the digests of its disk cache's hits for
 * that reason, bazelbuild/bazel#28369). So this reads everything, when somebody asks. What is bad is
 * moved aside: to the next run it is missing, and computed anew.
 *
 * <p>Start at {@link dev.retrace.cache.verify.Verifier}.
 */
@NullMarked
package dev.retrace.cache.verify;

import org.jspecify.annotations.NullMarked;
