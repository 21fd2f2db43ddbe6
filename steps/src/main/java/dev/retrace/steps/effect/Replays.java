package dev.retrace.steps.effect;

import dev.retrace.engine.step.Lane;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** Cuts an experiment into pieces that memory holds; where, depends on the work alone. */
public final class Replays {

    /** Rows times tokens in one replay at most; bounds memory, and is the same on every machine. */
    private static final int TOKENS_AT_ONCE = 1 << 14;

    private Replays() {}

    /**
     * Adjacent facts that are worked on together: as many as fill one replay.
     *
     * @param tokens of all rows of a fact
     */
    public static <T> List<List<T>> groups(List<T> facts, ToLongFunction<T> tokens) {
        List<List<T>> groups = new ArrayList<>();
        long filled = TOKENS_AT_ONCE;
        for (T fact : facts) {
            long more = tokens.applyAsLong(fact);
            if (filled + more > TOKENS_AT_ONCE) {
                groups.add(new ArrayList<>());
                filled = 0;
            }
            groups.get(groups.size() - 1).add(fact);
            filled += more;
        }
        return groups;
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
        while (begin < rows.size()) {
            int end = chunkEnd(rows, begin);
            Readout readout = model.replay(rows.subList(begin, end), new Query.Probability(tokens.subList(begin, end)));
            for (int i = begin; i < end; i++) {
                all[i] = readout.probability(i - begin);
            }
            begin = end;
        }
        return all;
    }

    private static int chunkEnd(List<Row> rows, int begin) {
        int end = begin;
        int tokens = 0;
        while (end < rows.size()) {
            Row row = rows.get(end);
            tokens += row.base().length(row.prompt());
            if (tokens > TOKENS_AT_ONCE && end > begin) {
                break;
            }
            end++;
        }
        return end;
    }
}
