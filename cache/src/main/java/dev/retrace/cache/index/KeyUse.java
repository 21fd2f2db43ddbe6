package dev.retrace.cache.index;

import dev.retrace.cache.Digest;

/**
 * How runs used one key.
 *
 * @param key digest of the key document
 * @param computedIn the first run that computed it; empty if none is remembered
 * @param reusedBy how many runs served or adopted it
 */
public record KeyUse(Digest key, String computedIn, int reusedBy) {}
