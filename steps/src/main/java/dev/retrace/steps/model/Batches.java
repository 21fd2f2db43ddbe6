package dev.retrace.steps.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Cuts work into batches. Where they are cut depends on the rows and on {@link BatchSizes} alone, so the same list of
 * rows gives the same bits on the same kind of device.
 */
public final class Batches {

    private Batches() {}

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
