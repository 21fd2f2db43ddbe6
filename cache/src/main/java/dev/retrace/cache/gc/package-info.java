/**
 * What a store may forget, and how it forgets without harm to anybody who is at work.
 *
 * <p>Kept are the records of the last runs, of pinned runs and of live ones, whatever is young, and of
 * the rest the most recently used up to a budget ({@link dev.retrace.cache.gc.CollectionPlan}, a
 * pure function). A record goes before its blobs, and a blob goes when no record names it any more:
 * as output, as log, or in the key document, so that a kept cell can be computed again on what it
 * read. So a kill at any instant leaves a store without dangling records.
 *
 * <p>What goes lies in the {@link dev.retrace.cache.disk.Trash} for a day, and for as long as a run
 * lives that began before. Whoever misses something there brings it back: a run that decided to
 * serve a cell just before its blobs went finds them all the same. A file that somebody wants is made
 * young ({@code Store.lend}, {@code ContentStore.renew}), and its age is looked at again after it was
 * moved. Roots and ages are also what Nix and Bazel's disk cache go by; DVC kept records whose outputs
 * were gone (treeverse/dvc#9420).
 *
 * <p>Start at {@link dev.retrace.cache.gc.Collector}.
 */
@NullMarked
package dev.retrace.cache.gc;

import org.jspecify.annotations.NullMarked;
