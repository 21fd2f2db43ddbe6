package dev.retrace.steps.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowStreamTest {

    /** One text of three tokens: it stands twice in seven, and what is cut off begins the next row. */
    @Test
    void aTextThatIsCutOffBeginsTheNextRow() {
        RowStream stream = new RowStream(List.of(text(1, 7, 8, 9)), 6, 0);

        assertArrayEquals(new int[] {7, 8, 9, 0, 7, 8}, stream.next());
        assertArrayEquals(new int[] {7, 8, 9, 0, 7, 8}, stream.next());
    }

    @Test
    void aRowMayEndWithASeparator() {
        RowStream stream = new RowStream(List.of(text(1, 7, 8, 9)), 4, 0);

        assertArrayEquals(new int[] {7, 8, 9, 0}, stream.next());
        assertArrayEquals(new int[] {7, 8, 9, 0}, stream.next());
    }

    @Test
    void aTextLongerThanARowGoesOnWhereItWasCut() {
        RowStream stream = new RowStream(List.of(text(1, 1, 2, 3, 4, 5, 6, 7)), 3, 0);

        assertArrayEquals(new int[] {1, 2, 3}, stream.next());
        assertArrayEquals(new int[] {4, 5, 6}, stream.next());
        assertArrayEquals(new int[] {7, 0, 1}, stream.next());
        assertArrayEquals(new int[] {2, 3, 4}, stream.next());
    }

    @Test
    void eachRoundHasEveryTextInAnOrderOfItsOwn() {
        List<RowStream.Text> texts =
                List.of(text(5, 1), text(6, 2), text(7, 3), text(8, 4), text(9, 5), text(10, 6), text(11, 7));
        RowStream stream = new RowStream(texts, 14, 0);
        Set<String> orders = new HashSet<>();
        for (int round = 0; round < 4; round++) {
            int[] row = stream.next();
            orders.add(Arrays.toString(row));
            assertEquals(28, Arrays.stream(row).sum());
        }
        assertEquals(4, orders.size());
        List<RowStream.Text> reversed = new ArrayList<>(texts);
        Collections.reverse(reversed);
        assertArrayEquals(new RowStream(texts, 14, 0).next(), new RowStream(reversed, 14, 0).next());
    }

    @Test
    void nothingCannotBePacked() {
        assertThrows(IllegalArgumentException.class, () -> new RowStream(List.of(), 4, 0));
        assertThrows(IllegalArgumentException.class, () -> new RowStream(List.of(text(1)), 4, 0));
    }

    private static RowStream.Text text(long draw, Integer... tokens) {
        return new RowStream.Text(draw, List.of(tokens));
    }
}
