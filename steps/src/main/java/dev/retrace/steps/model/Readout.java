package dev.retrace.steps.model;

/**
 * What a replay read: one entry per row.
 *
 * @param tokens the token read: the one asked for, or the most probable one; empty for {@link Query.Logits}
 * @param probabilities of these tokens; empty for {@link Query.Logits}
 * @param logits (b, v); empty unless asked for
 */
public record Readout(int[] tokens, float[] probabilities, float[][] logits) {}
