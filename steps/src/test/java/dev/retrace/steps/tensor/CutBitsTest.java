package dev.retrace.steps.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutBitsTest {

    /** Head 33 is spared in row 2, of whose tokens 1 and 40 are no longer seen by 41; row 0 loses 0 for 3. */
    @Test
    void aRowsCutsFollowEachOtherWithTheirHeadsSourcesAndTargets() {
        List<Cut> cuts = List.of(cut(2, bits(33), bits(1, 40), bits(41)), cut(0, bits(), bits(0), bits(3)));

        CutBits found = CutBits.of(cuts, 3, 34, 42);

        assertArrayEquals(new int[] {0, 1, 1, 2}, found.ofRow());
        assertEquals(2, found.headWords());
        assertEquals(2, found.tokenWords());
        assertArrayEquals(
                new int[] {
                    0, 0, 1, 0, 1 << 3, 0, //
                    0, 1 << 1, 1 << 1, 1 << 8, 0, 1 << 9
                },
                found.words());
    }

    /** A target beyond the row's last token is nobody's. */
    @Test
    void tokensBeyondTheLongestRowAreLeftOut() {
        CutBits found = CutBits.of(List.of(cut(0, bits(), bits(2), bits(5, 31, 32, 64))), 1, 1, 6);

        assertArrayEquals(new int[] {0, 1 << 2, 1 << 5 | 1 << 31}, found.words());
    }

    private static Cut cut(int row, BitSet kept, BitSet sources, BitSet targets) {
        return new Cut(row, sources, targets, kept, false);
    }

    private static BitSet bits(int... set) {
        BitSet bits = new BitSet();
        for (int bit : set) {
            bits.set(bit);
        }
        return bits;
    }
}
