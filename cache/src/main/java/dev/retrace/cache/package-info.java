/**
 * Bytes and the memory of work: a content store, the action cache, leases, and an index of both in
 * H2 that can be deleted at any time. Knows nothing of experiments.
 */
@NullMarked
package dev.retrace.cache;

import org.jspecify.annotations.NullMarked;
