package dev.retrace.engine.cli.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One operation, measured several times.
 *
 * @param contender its name
 * @param cells of the sweep
 * @param times at least one
 */
record Series(String contender, Operation operation, int cells, List<Measured> times) {

    Series {
        times = List.copyOf(times);
    }

    double median(ToDoubleFunction<Measured> of) {
        double[] sorted = times.stream().mapToDouble(of).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    double least() {
        return times.stream().mapToDouble(Measured::wall).min().orElseThrow();
    }

    double most() {
        return times.stream().mapToDouble(Measured::wall).max().orElseThrow();
    }

    /** Whether another series measured the same of another contender. */
    boolean rivals(Series other) {
        return other.operation == operation && other.cells == cells && !other.contender.equals(contender);
    }
}
