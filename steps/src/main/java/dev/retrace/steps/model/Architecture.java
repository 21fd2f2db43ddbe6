package dev.retrace.steps.model;

import dev.retrace.steps.intervention.State;
import java.util.Set;

/**
 * What a model is made of.
 *
 * @param family {@code mamba1}
 * @param layers how many blocks
 * @param width of the residual stream, d
 * @param vocabulary rows of the embedding, v; may exceed the tokenizer's
 * @param states that can be kept and changed
 */
public record Architecture(String family, int layers, int width, int vocabulary, Set<State> states) {

    public Architecture {
        states = Set.copyOf(states);
    }
}
