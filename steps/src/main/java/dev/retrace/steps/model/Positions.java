package dev.retrace.steps.model;

import java.util.List;
import java.util.stream.IntStream;

/** Which tokens of each row a replay reads; counted from the start of the prompt, pads included. */
public sealed interface Positions {

    /** The tokens that are read of a row, in the order in which they are answered. */
    int[] of(int row, int length);

    /** The last token of each row. */
    record Last() implements Positions {

        @Override
        public int[] of(int row, int length) {
            return new int[] {length - 1};
        }
    }

    /** Every token. */
    record All() implements Positions {

        @Override
        public int[] of(int row, int length) {
            return IntStream.range(0, length).toArray();
        }
    }

    /**
     * Given tokens.
     *
     * @param tokens for each row those that are read, in any order
     */
    record Chosen(List<List<Integer>> tokens) implements Positions {

        public Chosen {
            tokens = tokens.stream().map(List::copyOf).toList();
        }

        @Override
        public int[] of(int row, int length) {
            return tokens.get(row).stream().mapToInt(Integer::intValue).toArray();
        }
    }
}
