package dev.retrace.steps.model;

import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.intervention.State;
import java.util.List;
import java.util.Set;

/**
 * What a prefill keeps.
 *
 * @param states of every layer and token
 * @param inputs of which weight matrices, at every token: the keys of an edit
 * @param restart whether layers can be restarted at any token, as the base of a replay needs
 * @param starts the token of each prompt at which all its rows will start, or none: a scan is restarted there
 *     at once, and elsewhere by scanning again what lies before
 */
public record Keep(Set<State> states, Set<Matrix> inputs, boolean restart, List<Integer> starts) {

    public Keep {
        states = Set.copyOf(states);
        inputs = Set.copyOf(inputs);
        starts = List.copyOf(starts);
    }

    public Keep(Set<State> states, Set<Matrix> inputs, boolean restart) {
        this(states, inputs, restart, List.of());
    }

    /** The same of some prompts. */
    Keep of(List<Integer> prompts) {
        return starts.isEmpty()
                ? this
                : new Keep(
                        states,
                        inputs,
                        restart,
                        prompts.stream().map(starts::get).toList());
    }

    public Keep(Set<State> states, boolean restart) {
        this(states, Set.of(), restart);
    }

    /** The values of some states, to restore from. */
    public static Keep states(State... states) {
        return new Keep(Set.of(states), false);
    }

    /** What some weight matrices are multiplied with. */
    public static Keep inputs(Set<Matrix> inputs) {
        return new Keep(Set.of(), inputs, false);
    }

    /** Nothing but what the logits are made of, which every run keeps. */
    public static Keep nothing() {
        return new Keep(Set.of(), false);
    }

    /** What a replay starts from, and nothing else. */
    public static Keep forReplay() {
        return new Keep(Set.of(), true);
    }
}
