package dev.retrace.steps.blocking;

import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Workload;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Blocks the paths of facts: h restored in every layer at two tokens, each path above it blocked or none.
 *
 * @param pairs of random prompts
 */
public record BlockingWorkload(List<Pair> pairs) implements Workload {

    private static final int SEED = 7;

    public BlockingWorkload {
        pairs = List.copyOf(pairs);
    }

    /**
     * Some facts.
     *
     * @param tokens of each prompt
     */
    public static BlockingWorkload of(int facts, int tokens, int vocabulary) {
        Random random = new Random(SEED);
        return new BlockingWorkload(IntStream.range(0, facts)
                .mapToObj(fact -> Pair.made(random, tokens, vocabulary))
                .toList());
    }

    @Override
    public String name() {
        return "path blocking";
    }

    @Override
    public int units() {
        return pairs.size();
    }

    @Override
    public double run(LanguageModel model) {
        PathBlocking blocking = new PathBlocking(model, List.of(Position.values()), Blocked.of(model.architecture()));
        double sum = 0;
        for (List<Pair> group : blocking.groups(pairs)) {
            for (PathEffect effect : blocking.measure(group)) {
                sum += effect.effect().patched();
            }
        }
        return sum;
    }
}
