package dev.retrace.engine.estimate;

import java.util.List;

/** The middle half of some numbers, and their median, each one of the numbers. */
record Quartiles(long low, long median, long high) {

    /** @param numbers at least one */
    static Quartiles of(List<Long> numbers) {
        List<Long> sorted = numbers.stream().sorted().toList();
        int last = sorted.size() - 1;
        return new Quartiles(sorted.get(last / 4), sorted.get(last / 2), sorted.get(last - last / 4));
    }
}
