package dev.retrace.steps.model;

import java.util.List;

/** What a replay reads at the last position of each row. */
public sealed interface Query {

    /**
     * The softmax probability, over the whole vocabulary, of one token per row.
     *
     * @param tokens one per row
     */
    record Probability(List<Integer> tokens) implements Query {

        public Probability {
            tokens = List.copyOf(tokens);
        }
    }

    /** The most probable token of each row and its probability. */
    record Top() implements Query {}

    /** All logits. */
    record Logits() implements Query {}
}
