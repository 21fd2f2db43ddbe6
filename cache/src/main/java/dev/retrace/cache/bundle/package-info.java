/**
 * A run with all that it rests on, as one file that can be sent.
 *
 * <p>A bundle is a plain tar (POSIX ustar) whose entries have the names that they have in a store, so
 * that {@code tar -x} makes a store of it: first {@code manifest.json} with the digest and size of
 * each file, then records, blobs and the run's folder, sorted. Same content, same bytes. What is not
 * in it: files outside the store, such as weights, of which the manifest names the digests; logs; and
 * the index, which every store makes for itself.
 *
 * <p>Bundles come from strangers. So a bundle is read as strictly as it is written: a header that is
 * not byte for byte the one that this package writes for that name and size is refused, and with it
 * links, devices, absolute paths, long-name tricks and whatever else tar can say; the files must be
 * those of the manifest, in that order, to the last byte. Nothing is published before all of it was
 * read, and never over what is there. What no check can find is a record that lies about its
 * work: {@code retrace audit} computes it again.
 *
 * <p>Start at {@link dev.retrace.cache.bundle.BundleWriter} and {@link
 * dev.retrace.cache.bundle.BundleReader}; the form of the file is in {@link
 * dev.retrace.cache.bundle.TarHeader} and {@link dev.retrace.cache.bundle.Manifest}.
 */
@NullMarked
package dev.retrace.cache.bundle;

import org.jspecify.annotations.NullMarked;
