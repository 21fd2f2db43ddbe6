package dev.retrace.cache.index;

import dev.retrace.cache.Digest;

/**
 * A key that a cell of a workflow had.
 *
 * @param run the newest in which the cell had it
 * @param cell its name then
 * @param key digest of its key document
 * @param document the key document; empty if its record is gone
 */
public record EarlierCell(String run, String cell, Digest key, String document) {}
