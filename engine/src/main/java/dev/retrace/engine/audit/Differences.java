package dev.retrace.engine.audit;

import dev.retrace.engine.step.Tolerance;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Counts how two computations of one output differ; an accumulator, for one thread. */
final class Differences {

    /**
     * How two computations of one output differ.
     *
     * @param numbers compared
     * @param differing numbers that are not the same
     * @param beyond numbers beyond the tolerance, and all else that differs
     * @param others of these: texts, whole numbers and shapes, to which no tolerance applies
     * @param absolute the greatest |a − b|; of a quotient in the measure in which it is compared
     * @param absoluteAt its place; empty if no number differs
     * @param relative the greatest |a − b| / |b|, where b is what the store holds and not 0
     * @param relativeAt its place; empty if there is none
     * @param first the place and the values of the first that is beyond, or of the first that differs
     */
    record Summary(
            long numbers,
            long differing,
            long beyond,
            long others,
            double absolute,
            String absoluteAt,
            double relative,
            String relativeAt,
            String first) {

        static final Summary NONE = new Summary(0, 0, 0, 0, 0, "", 0, "", "");
    }

    private final Tolerance tolerance;
    private long numbers;
    private long differing;
    private long beyond;
    private long others;
    private double absolute;
    private String absoluteAt = "";
    private double relative;
    private String relativeAt = "";
    private String firstBeyond = "";
    private String firstDiffering = "";

    Differences(Tolerance tolerance) {
        this.tolerance = tolerance;
    }

    /** Compares a number. */
    void number(double held, double recomputed, Supplier<String> place) {
        number(held, recomputed, 1, place);
    }

    /** Compares a number whose error counts with a weight. */
    void number(double held, double recomputed, double weight, Supplier<String> place) {
        if (note(held, recomputed, weight, place) && !tolerance.allows(recomputed * weight, held * weight)) {
            blame(place, String.valueOf(held), String.valueOf(recomputed));
        }
    }

    /**
     * Compares numbers that make one vector: each by itself, or ‖a − b‖ with ‖b‖. Where the parts of a sum cancel, a
     * vector's small numbers carry the rounding of its large ones.
     */
    void vector(double[] held, double[] recomputed, IntFunction<String> place) {
        boolean close = tolerance.allows(length(held) + apart(held, recomputed), length(held));
        for (int i = 0; i < held.length; i++) {
            int at = i;
            Supplier<String> here = () -> place.apply(at);
            if (close) {
                note(held[i], recomputed[i], 1, here);
            } else {
                number(held[i], recomputed[i], here);
            }
        }
    }

    private static double length(double[] x) {
        return apart(x, new double[x.length]);
    }

    private static double apart(double[] x, double[] y) {
        double squares = 0;
        for (int i = 0; i < x.length; i++) {
            squares += (x[i] - y[i]) * (x[i] - y[i]);
        }
        return Math.sqrt(squares);
    }

    /** Whether a number is not the same. */
    private boolean note(double held, double recomputed, double weight, Supplier<String> place) {
        numbers++;
        if (Double.compare(held, recomputed) == 0) {
            return false;
        }
        differing++;
        double apart = Math.abs(recomputed - held) * weight;
        measure(Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart, held * weight, place);
        if (firstDiffering.isEmpty()) {
            firstDiffering = told(place.get(), String.valueOf(held), String.valueOf(recomputed));
        }
        return true;
    }

    private void measure(double apart, double held, Supplier<String> place) {
        if (apart > absolute) {
            absolute = apart;
            absoluteAt = place.get();
        }
        double share = apart / Math.abs(held);
        if (held != 0 && Double.isFinite(share) && share > relative) {
            relative = share;
            relativeAt = place.get();
        }
    }

    /** Compares a whole number, to which no tolerance applies. */
    void exact(String held, String recomputed, Supplier<String> place) {
        numbers++;
        if (!held.equals(recomputed)) {
            differing++;
            beyond(place, held, recomputed);
        }
    }

    /** Something other than a number differs. */
    void beyond(Supplier<String> place, String held, String recomputed) {
        others++;
        blame(place, held, recomputed);
    }

    private void blame(Supplier<String> place, String held, String recomputed) {
        beyond++;
        if (firstBeyond.isEmpty()) {
            firstBeyond = told(place.get(), held, recomputed);
        }
    }

    boolean none() {
        return differing == 0 && beyond == 0;
    }

    Summary summary() {
        return new Summary(
                numbers,
                differing,
                beyond,
                others,
                absolute,
                absoluteAt,
                relative,
                relativeAt,
                firstBeyond.isEmpty() ? firstDiffering : firstBeyond);
    }

    private static String told(String place, String held, String recomputed) {
        return "%s: stored %s, computed again %s".formatted(place, brief(held), brief(recomputed));
    }

    private static String brief(String value) {
        String oneLine = value.replaceAll("\\p{Cntrl}", "�");
        return oneLine.length() <= 60 ? oneLine : oneLine.substring(0, 60) + "…";
    }
}
