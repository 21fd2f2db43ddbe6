package dev.retrace.steps.dataset;

import java.nio.ByteBuffer;

/**
 * A random number that belongs to a fact rather than to a place in a sequence: the first eight bytes of
 * SHA-256 over (seed, purpose, ids).
 *
 * <p>The same fact draws the same number whichever other facts there are, in whichever shard it lies.
 */
public final class Draw {

    private Draw() {}

    /**
     * The number drawn.
     *
     * @param purpose tells apart the draws of one seed: {@code known}, {@code corruption}
     * @param ids of the fact, and of what is drawn for it
     */
    public static long of(long seed, String purpose, String... ids) {
        String[] texts = new String[ids.length + 2];
        texts[0] = Long.toString(seed);
        texts[1] = purpose;
        System.arraycopy(ids, 0, texts, 2, ids.length);
        return ByteBuffer.wrap(Sha256.of(texts)).getLong();
    }
}
