package dev.retrace.steps.tensor;

import java.util.BitSet;

/**
 * What some tokens of a row no longer take from others where a layer mixes tokens.
 *
 * @param row of the packing at hand
 * @param sources tokens, counted from the start of the row's prompt; not to be changed
 * @param targets likewise
 * @param kept channels that are not cut; heads where there are heads
 * @param strict whether a convolution before is cut as well
 */
public record Cut(int row, BitSet sources, BitSet targets, BitSet kept, boolean strict) {}
