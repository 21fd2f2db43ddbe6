/**
 * Models and data that have to be fetched: by name and revision from the Hugging Face hub, by address
 * and SHA-256 from anywhere.
 *
 * <p>What is fetched from the hub lies in the Hugging Face cache, in the layout that its other tools
 * share: {@code models--ORG--NAME/refs/REVISION} holds a commit, {@code snapshots/COMMIT} links to
 * {@code blobs/DIGEST}. A blob grows as {@code DIGEST.incomplete}, which the next attempt goes on with,
 * and gets its name only when its bytes have that digest. What the cache holds already is used as it
 * is, without the network; a newer revision is fetched by its commit or after the old one was removed.
 *
 * <p>Servers are strangers: lengths and digests are checked, names of files are plain, a token goes to
 * the hub alone, never along a redirect to another host, and never unencrypted to another machine.
 *
 * <p>Sources: the hub's documentation of its cache and of the environment variables {@code HF_HOME},
 * {@code HF_HUB_CACHE}, {@code HF_ENDPOINT}, {@code HF_TOKEN}.
 *
 * <p>Read {@link dev.retrace.steps.hub.HubFetcher}, {@link dev.retrace.steps.hub.HubCache}, {@code
 * HubDownload}, {@code Transfer}, {@code Web}. Uses the weights package; no other.
 */
@NullMarked
package dev.retrace.steps.hub;

import org.jspecify.annotations.NullMarked;
