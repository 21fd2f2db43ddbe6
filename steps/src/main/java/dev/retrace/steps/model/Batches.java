package dev.retrace.steps.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * Cuts work into batches that fit into the processor's caches and keep its threads busy. Where they
 * are cut depends on the rows alone, so the same list of rows gives the same bits on the same machine.
 */
public final class Batches {

    /** Of whole prompts: small, so that few prompts keep two threads busy. */
    static final int PROMPT_TOKENS = 256;

    /** Of a replay, whose rows are short. */
    static final int REPLAY_TOKENS = 2048;

    /** Of a derivative, which remembers every value inside a block. */
    static final int GRADIENT_TOKENS = 256;

    private static final int ROWS = 256;

    private Batches() {}

    /**
     * Adjacent rows together.
     *
     * @param length of a row, in tokens
     * @param most tokens in a batch, unless a single row has more
     */
    static <T> List<List<T>> of(List<T> rows, ToIntFunction<T> length, int most) {
        return of(rows, length::applyAsInt, most, ROWS);
    }

    /**
     * Adjacent things together.
     *
     * @param weight of one
     * @param most that those of a batch weigh, unless a single one weighs more
     * @param count how many there are in a batch at most
     */
    public static <T> List<List<T>> of(List<T> all, ToLongFunction<T> weight, long most, int count) {
        List<List<T>> batches = new ArrayList<>();
        List<T> batch = new ArrayList<>();
        long sum = 0;
        for (T each : all) {
            long more = weight.applyAsLong(each);
            if (!batch.isEmpty() && (batch.size() == count || sum + more > most)) {
                batches.add(batch);
                batch = new ArrayList<>();
                sum = 0;
            }
            batch.add(each);
            sum += more;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
