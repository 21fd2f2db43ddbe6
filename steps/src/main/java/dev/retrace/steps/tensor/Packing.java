package dev.retrace.steps.tensor;

import java.util.Arrays;

/**
 * Rows of different lengths as one flat sequence of tokens without pads: first the first token of
 * every row, then the second of every row that has one, and so on. The longest row comes first, so
 * the rows that are alive at a step are always the first ones, and the tokens of a step are adjacent.
 *
 * <p>With rows A of three tokens, B of two and C of one the flat sequence is A0 B0 C0 A1 B1 A2.
 */
public final class Packing {

    private final int[] lengths;
    private final int[] offsets;

    /**
     * @param lengths tokens per row, longest first, each at least one
     * @throws IllegalArgumentException if a row is longer than the one before it, or empty
     */
    public Packing(int[] lengths) {
        this.lengths = lengths.clone();
        int steps = lengths.length == 0 ? 0 : lengths[0];
        for (int row = 0; row < lengths.length; row++) {
            if (lengths[row] < 1 || (row > 0 && lengths[row] > lengths[row - 1])) {
                throw new IllegalArgumentException(
                        "rows are packed longest first, none empty, but were given " + Arrays.toString(lengths));
            }
        }
        this.offsets = new int[steps + 1];
        int alive = lengths.length;
        for (int step = 0; step < steps; step++) {
            while (lengths[alive - 1] <= step) {
                alive--;
            }
            offsets[step + 1] = offsets[step] + alive;
        }
    }

    /** How many rows. */
    public int rows() {
        return lengths.length;
    }

    /** How many tokens in all rows, t. */
    public int tokens() {
        return offsets[offsets.length - 1];
    }

    /** How many tokens the longest row has. */
    public int steps() {
        return offsets.length - 1;
    }

    /** How many tokens a row has. */
    public int length(int row) {
        return lengths[row];
    }

    /** How many tokens each row has. */
    int[] lengths() {
        return lengths.clone();
    }

    /** Where each step's tokens begin in the flat sequence, and where the last one's end. */
    int[] offsets() {
        return offsets.clone();
    }

    /** How many rows have a token at this step. */
    public int alive(int step) {
        return offsets[step + 1] - offsets[step];
    }

    /** Whether all rows have as many tokens, so that whole steps lie one after another. */
    public boolean isEven() {
        return lengths.length == 0 || lengths[lengths.length - 1] == lengths[0];
    }

    /** Where a row's token lies in the flat sequence. */
    public int index(int row, int step) {
        return offsets[step] + row;
    }

    /**
     * For each token, where the one {@code distance} steps before it in its row lies in a table that
     * holds the {@code history} steps before the first, all rows each, and then the flat sequence.
     */
    public long[] earlier(int distance, int history) {
        long[] source = new long[tokens()];
        for (int step = 0; step < steps(); step++) {
            for (int row = 0; row < alive(step); row++) {
                int from = step - distance;
                source[index(row, step)] =
                        from >= 0 ? history * rows() + index(row, from) : (history + from) * rows() + row;
            }
        }
        return source;
    }
}
