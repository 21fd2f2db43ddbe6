package dev.retrace.steps.bench;

import java.util.Arrays;

/** How long work takes. */
final class Stopwatch {

    private static final double GIGA = 1e9;

    private Stopwatch() {}

    static double seconds(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / GIGA;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
