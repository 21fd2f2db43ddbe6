package dev.retrace.steps.intervention;

import java.util.BitSet;

/**
 * Some of the channels in which a layer mixes tokens independently of the others: those of the inner
 * width in Mamba, heads in Mamba-2 and in attention. How many a model has, its architecture says.
 *
 * @param members their numbers, from 0
 */
public record Channels(BitSet members) {

    /** No channel. */
    public static final Channels NONE = new Channels(new BitSet());

    public Channels {
        members = (BitSet) members.clone();
    }

    @Override
    public BitSet members() {
        return (BitSet) members.clone();
    }

    /** Those with these numbers. */
    public static Channels of(int... numbers) {
        BitSet members = new BitSet();
        for (int number : numbers) {
            members.set(number);
        }
        return new Channels(members);
    }

    /** All that these are not. */
    public Channels complement(int channels) {
        BitSet others = members();
        others.flip(0, channels);
        return new Channels(others);
    }
}
