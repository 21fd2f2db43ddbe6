package dev.retrace.steps.effect;

import dev.retrace.engine.step.Lane;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.model.Batches;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** Cuts an experiment into pieces that memory holds; where, depends on the work alone. */
public final class Replays {

    private Replays() {}

    /**
     * Adjacent facts that are worked on together: as many as fill one replay.
     *
     * @param tokens of all rows of a fact
     */
    public static <T> List<List<T>> groups(LanguageModel model, List<T> facts, ToLongFunction<T> tokens) {
        return Batches.of(facts, tokens, model.replayTokens(), Integer.MAX_VALUE);
    }

    /** Works on one group after another; the lane hears how many facts are done, and may end the work between two. */
    public static <T> void inTurn(List<List<T>> groups, Lane lane, Consumer<List<T>> work) {
        int total = groups.stream().mapToInt(List::size).sum();
        int done = 0;
        for (List<T> group : groups) {
            lane.checkCancelled();
            work.accept(group);
            done += group.size();
            lane.progress(done, total);
        }
    }

    /**
     * One probability per row, from as many replays as they need.
     *
     * @param tokens one per row
     */
    public static float[] probabilities(LanguageModel model, List<Row> rows, List<Integer> tokens) {
        float[] all = new float[rows.size()];
        int begin = 0;
        for (List<Row> some : groups(model, rows, row -> row.base().length(row.prompt()))) {
            int end = begin + some.size();
            Readout readout = model.replay(some, new Query.Probability(tokens.subList(begin, end)));
            for (int i = begin; i < end; i++) {
                all[i] = readout.probability(i - begin);
            }
            begin = end;
        }
        return all;
    }
}
