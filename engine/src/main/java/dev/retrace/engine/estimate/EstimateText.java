package dev.retrace.engine.estimate;

import dev.retrace.engine.yaml.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An estimate in one to three lines: {@code 64 cells: 60 served, 4 to run: about 4 min (2 to 9), 12 MB of disk}. */
public final class EstimateText {

    private static final double TINY_SECONDS = 2;
    private static final double MINUTE = 60;
    private static final double HOUR = 3600;
    private static final double DAY = 86_400;
    private static final long LEAST_SHOWN = 1_000_000; // bytes
    private static final int MOST_NAMED = 5;

    private EstimateText() {}

    /** The lines; of what takes next to nothing, the counts alone. */
    public static List<String> of(Estimate estimate) {
        List<String> lines = new ArrayList<>();
        String takes = takes(estimate);
        lines.add(counts(estimate.counts()) + (takes.isEmpty() ? "" : ": " + takes));
        if (!estimate.neverRan().isEmpty() && estimate.seconds() != null) {
            lines.add("not counted, since no earlier cell is remembered: " + named(estimate.neverRan()));
        }
        if (estimate.space().tooSmall()) {
            lines.add("warning: the disk of the store has only "
                    + Quantities.shownMemory(estimate.space().free())
                    + " left; free some, or choose another with --store");
        }
        return lines;
    }

    private static String counts(Estimate.Counts counts) {
        int cells = counts.known() + counts.waiting();
        String text = String.format(
                Locale.ROOT,
                "%,d %s: %,d served, %,d to run",
                cells,
                cells == 1 ? "cell" : "cells",
                counts.served(),
                counts.toRun());
        if (counts.waiting() > 0) {
            text += String.format(Locale.ROOT, ", %,d waiting", counts.waiting());
        }
        if (counts.undecided() > 0) {
            text += String.format(Locale.ROOT, ", %,d × ? waiting", counts.undecided());
            text += counts.remembered() == 0
                    ? ""
                    : String.format(Locale.ROOT, " (%,d cells in the last run)", counts.remembered());
        }
        return text;
    }

    private static String takes(Estimate estimate) {
        Estimate.Counts counts = estimate.counts();
        if (counts.toRun() + counts.waiting() + counts.undecided() == 0) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        Estimate.Span seconds = estimate.seconds();
        boolean unknown = !estimate.neverRan().isEmpty();
        if (seconds == null) {
            parts.add("time unknown, " + named(estimate.neverRan()) + " never ran before");
        } else if (unknown || seconds.high() >= TINY_SECONDS) {
            parts.add((unknown ? "at least " : "about ")
                    + span(seconds)
                    + (estimate.otherDevice() ? " as on another class of device" : ""));
        }
        if (estimate.space().disk() >= LEAST_SHOWN) {
            parts.add(Quantities.shownMemory(estimate.space().disk()) + " of disk");
        }
        if (estimate.space().memory() >= LEAST_SHOWN) {
            parts.add(Quantities.shownMemory(estimate.space().memory()) + " of memory");
        }
        return String.join(", ", parts);
    }

    private static String named(List<String> steps) {
        String names = String.join(", ", steps.subList(0, Math.min(MOST_NAMED, steps.size())));
        return steps.size() <= MOST_NAMED ? names : names + " and " + (steps.size() - MOST_NAMED) + " more";
    }

    /** {@code 4 min (2 to 9)}. */
    static String span(Estimate.Span seconds) {
        double unit = seconds.likely() < 2 * MINUTE
                ? 1
                : seconds.likely() < 2 * HOUR ? MINUTE : seconds.likely() < 2 * DAY ? HOUR : DAY;
        String name = unit == 1 ? "s" : unit == MINUTE ? "min" : unit == HOUR ? "h" : "days";
        String low = number(seconds.low() / unit);
        String likely = number(seconds.likely() / unit);
        String high = number(seconds.high() / unit);
        return likely + " " + name
                + (low.equals(likely) && high.equals(likely) ? "" : " (" + low + " to " + high + ")");
    }

    private static String number(double value) {
        return value >= 10 || Math.abs(value - Math.rint(value)) < 0.05
                ? String.format(Locale.ROOT, "%,d", Math.round(value))
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
