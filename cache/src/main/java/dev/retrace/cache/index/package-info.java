/**
 * The index: tables in H2 that answer in one SELECT what would need a walk over the store's files.
 *
 * <p>It holds nothing that the files cannot give back. Hence every trouble has one cure: an index
 * that another process has is done without, a broken one is moved aside and built again. It is opened
 * briefly and lies on a local disk, because H2's file lock cannot be trusted elsewhere.
 *
 * <p>Start at {@link dev.retrace.cache.index.Index}; where its file lies is {@link
 * dev.retrace.cache.index.IndexPlace}; how it is opened and migrated (Flyway) is {@link
 * dev.retrace.cache.index.IndexDatabase}. The schema is under {@code migration} in the resources.
 */
@NullMarked
package dev.retrace.cache.index;

import org.jspecify.annotations.NullMarked;
