package dev.retrace.steps.model;

import java.util.List;

/** What a replay reads of each row. */
public sealed interface Query {

    /**
     * The softmax probability, over the whole vocabulary, of one token per row, at its last position.
     *
     * @param tokens one per row
     */
    record Probability(List<Integer> tokens) implements Query {

        public Probability {
            tokens = List.copyOf(tokens);
        }
    }

    /** The most probable token of each row and its probability, at its last position. */
    record Top() implements Query {}

    /**
     * Logits.
     *
     * @param at which positions
     * @param columns of which tokens of the vocabulary, in this order; all if there are none
     */
    record Logits(Positions at, List<Integer> columns) implements Query {

        public Logits {
            columns = List.copyOf(columns);
        }

        /** Of the whole vocabulary. */
        public Logits(Positions at) {
            this(at, List.of());
        }

        /** Of the whole vocabulary at each row's last position. */
        public Logits() {
            this(new Positions.Last());
        }
    }
}
