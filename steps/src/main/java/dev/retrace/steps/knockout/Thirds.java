package dev.retrace.steps.knockout;

import dev.retrace.steps.dataset.Draw;
import dev.retrace.steps.intervention.Channels;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The thirds of every layer's channels: by what is left of their state after a step, ascending, ties by
 * number; of c channels ⌊c / 3⌋ each.
 *
 * <p>Source: Endy et al. (arXiv 2505.24244), with the authors' code, which sorts by the score at Δ = 1,
 * Σ_n exp(-exp(A_log[e, n])), of Mamba-2 exp(-exp(A_log[h])); see {@link Decay} for what was measured.
 *
 * <p>Mutable: remembers thirds as they are asked for; of one thread.
 */
final class Thirds {

    private final List<double[]> scores;
    private final int channels;
    private final long seed;
    private final Map<Place, Channels> known = new HashMap<>();

    private record Place(ChannelChoice choice, int layer) {}

    /**
     * @param scores of each layer, (channels); none where no third is by score
     * @param channels of a layer
     * @param seed of the random thirds
     */
    Thirds(List<double[]> scores, int channels, long seed) {
        this.scores = List.copyOf(scores);
        this.channels = channels;
        this.seed = seed;
    }

    /** Which channels of a layer stay connected. */
    Channels kept(ChannelChoice choice, int layer) {
        if (choice == ChannelChoice.ALL) {
            return Channels.NONE;
        }
        return known.computeIfAbsent(new Place(choice, layer), place -> {
            Channels third = new Channels(third(choice, layer));
            return choice.keepsThird() ? third : third.complement(channels);
        });
    }

    private BitSet third(ChannelChoice choice, int layer) {
        return switch (choice) {
            case KEEP_FAST, BLOCK_FAST -> lowest(channel -> scores.get(layer)[channel], false);
            case KEEP_SLOW, BLOCK_SLOW -> lowest(channel -> scores.get(layer)[channel], true);
            default ->
                lowest(channel -> Draw.of(seed, "third", Integer.toString(layer), Integer.toString(channel)), false);
        };
    }

    /** The third at one end of the ascending order. */
    private BitSet lowest(ToDoubleFunction<Integer> score, boolean highest) {
        int third = channels / 3;
        BitSet members = new BitSet();
        IntStream.range(0, channels)
                .boxed()
                .sorted(Comparator.comparingDouble(score))
                .skip(highest ? channels - third : 0)
                .limit(third)
                .forEach(members::set);
        return members;
    }
}
