package dev.retrace.steps.tensor;

import java.util.stream.IntStream;

/** Rows of one packing that repeat rows of another, as the rows of a Jacobian repeat one prompt. */
public final class Repeated {

    private final Packing from;
    private final Packing to;
    private final int[] source;

    /**
     * @param from the rows that are repeated
     * @param to the rows that repeat them, each as long as the one it repeats
     * @param source for each row of {@code to} which one of {@code from}
     */
    public Repeated(Packing from, Packing to, int[] source) {
        this.from = from;
        this.to = to;
        this.source = source.clone();
    }

    /** Rows that repeat but themselves. */
    static Repeated none(Packing packing) {
        return new Repeated(packing, packing, IntStream.range(0, packing.rows()).toArray());
    }

    Packing from() {
        return from;
    }

    Packing to() {
        return to;
    }

    /** For each row of {@code to} which one of {@code from}. */
    int[] source() {
        return source.clone();
    }

    /** For each token of {@code to} its line in {@code from}. */
    public long[] lines() {
        long[] lines = new long[to.tokens()];
        for (int row = 0; row < source.length; row++) {
            for (int step = 0; step < to.length(row); step++) {
                lines[to.index(row, step)] = from.index(source[row], step);
            }
        }
        return lines;
    }
}
