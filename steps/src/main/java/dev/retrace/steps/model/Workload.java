package dev.retrace.steps.model;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What an experiment does, on made-up prompts, as often as is worth timing. */
public interface Workload {

    /** Such as {@code tracing grid}. */
    String name();

    /** How many grids, edits or matrices one run makes. */
    int units();

    /**
     * Does all of it.
     *
     * @return depends on every result
     */
    double run(LanguageModel model);

    /** So many tokens that mean nothing. */
    static List<Integer> tokens(Random random, int count, int vocabulary) {
        return IntStream.range(0, count)
                .mapToObj(token -> random.nextInt(vocabulary))
                .toList();
    }
}
