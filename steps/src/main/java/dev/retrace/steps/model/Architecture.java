package dev.retrace.steps.model;

import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a model is made of.
 *
 * @param family {@code mamba1}, {@code mamba2}, {@code gpt-neox} or {@code gpt2}
 * @param layers how many blocks
 * @param vocabulary rows of the embedding, v; may exceed the tokenizer's
 * @param positions the longest prompt, in tokens
 * @param channels in which a block mixes tokens independently: of the inner width, or heads
 * @param states those that can be kept and changed, and their width
 * @param weights those that can be edited, and their sizes
 */
public record Architecture(
        String family,
        int layers,
        int vocabulary,
        int positions,
        int channels,
        Map<State, Integer> states,
        Map<Weight, Sizes> weights) {

    /** What {@link #positions} is where no prompt is too long. */
    public static final int ANY_LENGTH = Integer.MAX_VALUE;

    /** How many inputs and outputs a projection has. */
    public record Sizes(int inputs, int outputs) {}

    public Architecture {
        states = Map.copyOf(states);
        weights = Map.copyOf(weights);
    }

    /** That of a Mamba model of either generation: so many channels of its scan, inner width e. */
    static Architecture mamba(ModelConfig config, int channels, int inner) {
        int width = config.width();
        Map<State, Integer> states = new EnumMap<>(State.class);
        Set.of(State.H, State.O).forEach(state -> states.put(state, width));
        Set.of(State.A, State.S, State.G, State.G_RAW).forEach(state -> states.put(state, inner));
        Sizes into = new Sizes(width, inner);
        Map<Weight, Sizes> weights = Map.of(Weight.W_A, into, Weight.W_G, into, Weight.W_O, new Sizes(inner, width));
        return new Architecture(
                config.family().id(), config.layers(), config.vocabulary(), ANY_LENGTH, channels, states, weights);
    }

    /** That of a transformer of so many heads and hidden units. */
    static Architecture transformer(ModelConfig config, int positions, int heads, int inner) {
        int width = config.width();
        return new Architecture(
                config.family().id(),
                config.layers(),
                config.vocabulary(),
                positions,
                heads,
                Map.of(State.H, width, State.ATTN, width, State.MLP, width),
                Map.of(Weight.W_UP, new Sizes(width, inner), Weight.W_DOWN, new Sizes(inner, width)));
    }

    /** What to say of a matrix that the model has not; empty if it has it. */
    public Optional<String> missing(Matrix matrix) {
        boolean has = matrix.layer() < layers && weights.containsKey(matrix.weight());
        return has
                ? Optional.empty()
                : Optional.of("a %s model of %d layers, from 0, has the weights %s, but no %s in layer %d"
                        .formatted(
                                family,
                                layers,
                                weights.keySet().stream().sorted().toList(),
                                matrix.weight(),
                                matrix.layer()));
    }

    /** Width of the residual stream, d. */
    public int width() {
        return states.getOrDefault(State.H, 0);
    }
}
