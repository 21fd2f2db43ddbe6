package dev.retrace.steps.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PackingTest {

    /** Rows A of 3, B of 2, C of 1: A0 B0 C0 A1 B1 A2. */
    private final Packing packing = new Packing(new int[] {3, 2, 1});

    @Test
    void tokensLieStepByStep() {
        assertEquals(6, packing.tokens());
        assertEquals(3, packing.steps());
        assertEquals(2, packing.alive(1));
        assertEquals(4, packing.index(1, 1));
    }

    /** With two steps of history, -2 and -1, before it, the table is A-2 B-2 C-2 A-1 B-1 C-1 A0 B0 C0 A1 B1 A2. */
    @Test
    void earlierTokensAreFoundInHistoryAndSequence() {
        assertArrayEquals(new long[] {3, 4, 5, 6, 7, 9}, packing.earlier(1, 2));
        assertArrayEquals(new long[] {0, 1, 2, 3, 4, 6}, packing.earlier(2, 2));
    }

    @Test
    void rowsComeLongestFirst() {
        assertThrows(IllegalArgumentException.class, () -> new Packing(new int[] {1, 2}));
        assertThrows(IllegalArgumentException.class, () -> new Packing(new int[] {1, 0}));
    }
}
